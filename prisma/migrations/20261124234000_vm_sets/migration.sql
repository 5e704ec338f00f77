-- One request makes several VMs: each has its place in it.
-- DropIndex
DROP INDEX "vm_request_id_key";

-- AlterTable
ALTER TABLE "vm" ADD COLUMN     "request_position" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE UNIQUE INDEX "vm_request_id_request_position_key" ON "vm"("request_id", "request_position");
