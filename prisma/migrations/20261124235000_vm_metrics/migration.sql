-- AlterTable
ALTER TABLE "vm" ADD COLUMN     "guest" JSONB,
ADD COLUMN     "guest_seen_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "vm_metric" (
    "vm_id" UUID NOT NULL,
    "fine" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ms" INTEGER NOT NULL,
    "cpu_cores" REAL NOT NULL,
    "memory_used_mib" REAL,
    "disk_read_bps" REAL NOT NULL,
    "disk_write_bps" REAL NOT NULL,
    "disk_read_iops" REAL NOT NULL,
    "disk_write_iops" REAL NOT NULL,
    "rx_bps" REAL NOT NULL,
    "tx_bps" REAL NOT NULL,

    CONSTRAINT "vm_metric_pkey" PRIMARY KEY ("vm_id","fine","at")
);
