-- CreateEnum
CREATE TYPE "request_state" AS ENUM ('waiting', 'approved', 'rejected', 'withdrawn');

-- CreateTable
CREATE TABLE "project_policy" (
    "project_id" UUID NOT NULL,
    "vms" INTEGER,
    "vcpus" INTEGER,
    "memory_mib" INTEGER,
    "disk_gib" INTEGER,

    CONSTRAINT "project_policy_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "request" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "project_id" UUID NOT NULL,
    "asked_by_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "state" "request_state" NOT NULL DEFAULT 'waiting',
    "asked" JSONB NOT NULL,
    "user_data_id" UUID,
    "beyond" TEXT[],
    "plan" JSONB NOT NULL,
    "granted" JSONB,
    "granted_plan" JSONB,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "request_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "request_number_key" ON "request"("number");

-- CreateIndex
CREATE UNIQUE INDEX "request_user_data_id_key" ON "request"("user_data_id");

-- CreateIndex
CREATE INDEX "request_project_id_id_idx" ON "request"("project_id", "id");

-- CreateIndex
CREATE INDEX "request_asked_by_id_idx" ON "request"("asked_by_id");

-- CreateIndex
CREATE INDEX "request_decided_by_id_idx" ON "request"("decided_by_id");

-- AddForeignKey
ALTER TABLE "project_policy" ADD CONSTRAINT "project_policy_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "app_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_user_data_id_fkey" FOREIGN KEY ("user_data_id") REFERENCES "secret"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request" ADD CONSTRAINT "request_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Who decides looks for those that wait.
CREATE INDEX "request_waiting" ON "request" ("project_id") WHERE "state" = 'waiting';

-- What is decided is decided by someone, once; what waits or was withdrawn holds no grant.
ALTER TABLE "request" ADD CONSTRAINT "request_decided" CHECK (
    ("state" = 'waiting') = ("decided_at" IS NULL)
    AND ("state" = 'approved') = ("granted" IS NOT NULL)
    AND ("state" = 'rejected') = ("reason" IS NOT NULL)
);
