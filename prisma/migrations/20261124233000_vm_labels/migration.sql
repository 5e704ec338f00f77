-- AlterTable
ALTER TABLE "vm" ADD COLUMN     "hostname" TEXT,
ADD COLUMN     "notes" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];
