-- Hosts that a simulator plays: every page says so.
ALTER TABLE "host" ADD COLUMN     "simulated" BOOLEAN NOT NULL DEFAULT false;
