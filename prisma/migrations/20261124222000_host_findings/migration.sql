-- CreateEnum
CREATE TYPE "finding_kind" AS ENUM ('orphan_domain', 'missing_domain', 'orphan_volume', 'foreign_domain');

-- CreateTable
CREATE TABLE "host_finding" (
    "host_id" UUID NOT NULL,
    "kind" "finding_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "detail" TEXT,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_seq" BIGINT NOT NULL,

    CONSTRAINT "host_finding_pkey" PRIMARY KEY ("host_id","kind","name")
);

-- AddForeignKey
ALTER TABLE "host_finding" ADD CONSTRAINT "host_finding_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;
