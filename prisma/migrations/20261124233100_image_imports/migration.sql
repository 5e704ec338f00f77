-- AlterTable
ALTER TABLE "image" ADD COLUMN     "built_from" TEXT;

-- CreateTable
CREATE TABLE "image_import" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "login_user" TEXT NOT NULL,
    "min_disk_gib" INTEGER NOT NULL,
    "min_memory_mib" INTEGER NOT NULL,
    "built_from" TEXT NOT NULL,
    "stage" TEXT NOT NULL DEFAULT 'waiting to begin',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "image_import_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "image_import_name_key" ON "image_import"("name");
