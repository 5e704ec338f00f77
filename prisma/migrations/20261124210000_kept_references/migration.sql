-- What refers to something by way of an optional column must keep it: a project's network without its project would be
-- everyone's, a volume without its host could not be found, and an address without its subnet would be given away again.

-- DropForeignKey
ALTER TABLE "network" DROP CONSTRAINT "network_project_id_fkey";

-- AddForeignKey
ALTER TABLE "network" ADD CONSTRAINT "network_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- DropForeignKey
ALTER TABLE "network" DROP CONSTRAINT "network_host_id_fkey";

-- AddForeignKey
ALTER TABLE "network" ADD CONSTRAINT "network_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- DropForeignKey
ALTER TABLE "port" DROP CONSTRAINT "port_subnet_id_fkey";

-- AddForeignKey
ALTER TABLE "port" ADD CONSTRAINT "port_subnet_id_fkey" FOREIGN KEY ("subnet_id") REFERENCES "subnet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- DropForeignKey
ALTER TABLE "volume" DROP CONSTRAINT "volume_host_id_fkey";

-- AddForeignKey
ALTER TABLE "volume" ADD CONSTRAINT "volume_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand: what is under way in a project, asked at each change by each browser. Without it that reads the project's whole history.
CREATE INDEX "operation_open_of_project" ON "operation" ("project_id", "seq") WHERE "status" IN ('pending', 'running', 'undoing', 'stuck');
