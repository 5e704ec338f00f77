-- AlterTable
ALTER TABLE "operation" ADD COLUMN "batch_id" UUID;

-- CreateTable
CREATE TABLE "saved_search" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "project_id" UUID,
    "list" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "q" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_search_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "saved_search_user_id_list_idx" ON "saved_search"("user_id", "list");

-- CreateIndex
CREATE INDEX "saved_search_project_id_idx" ON "saved_search"("project_id");

-- CreateIndex
CREATE INDEX "operation_batch_id_idx" ON "operation"("batch_id");

-- CreateIndex
CREATE INDEX "operation_host_id_seq_idx" ON "operation"("host_id", "seq");

-- CreateIndex
CREATE INDEX "operation_user_id_idx" ON "operation"("user_id");

-- CreateIndex
CREATE INDEX "vm_image_id_idx" ON "vm"("image_id");

-- CreateIndex
CREATE INDEX "vm_flavor_id_idx" ON "vm"("flavor_id");

-- CreateIndex
CREATE INDEX "port_network_id_idx" ON "port"("network_id");

-- CreateIndex
CREATE INDEX "volume_image_id_idx" ON "volume"("image_id");

-- AddForeignKey
ALTER TABLE "saved_search" ADD CONSTRAINT "saved_search_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saved_search" ADD CONSTRAINT "saved_search_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- When the last of a bulk action's operations may begin on a host.
CREATE INDEX "operation_paced_of_host" ON "operation" ("host_id", "run_after") WHERE "batch_id" IS NOT NULL;
