-- CreateTable
CREATE TABLE "quota" (
    "project_id" UUID NOT NULL,
    "vms" INTEGER NOT NULL,
    "vcpus" INTEGER NOT NULL,
    "memory_mib" INTEGER NOT NULL,
    "disk_gib" INTEGER NOT NULL,

    CONSTRAINT "quota_pkey" PRIMARY KEY ("project_id")
);

-- CreateIndex
CREATE INDEX "volume_project_id_idx" ON "volume"("project_id");

-- AddForeignKey
ALTER TABLE "quota" ADD CONSTRAINT "quota_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: a limit below zero would be a typo that stops everything.
ALTER TABLE "quota" ADD CONSTRAINT "quota_not_negative" CHECK ("vms" >= 0 AND "vcpus" >= 0 AND "memory_mib" >= 0 AND "disk_gib" >= 0);
