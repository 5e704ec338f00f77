import { queried } from '../instance/instance.ts';

/** So many VMs beside the others, with disk and NIC, as a create leaves them: copied from one that was made. No host has them. */
export async function insertVms(databaseUrl: string, count: number): Promise<void> {
  await queried(
    databaseUrl,
    `WITH chosen AS (SELECT id FROM vm WHERE deleted_at IS NULL LIMIT 1),
     made AS (SELECT n, uuidv7() AS id FROM generate_series(1, $1::int) n),
     put AS (
       INSERT INTO vm SELECT (jsonb_populate_record(model, jsonb_build_object('id', made.id, 'domain_uuid', made.id,
         'request_id', made.id, 'domain_name', 'vf-' || made.id, 'name', 'listed-' || n, 'user_data_id', NULL,
         'tags', CASE n % 3 WHEN 0 THEN '["prod"]'::jsonb WHEN 1 THEN '["db", "prod"]' ELSE '[]' END))).*
       FROM vm model JOIN chosen ON chosen.id = model.id, made RETURNING id),
     disks AS (
       INSERT INTO volume SELECT (jsonb_populate_record(disk, jsonb_build_object('id', made.id, 'vm_id', made.id,
         'volume_name', 'vol-' || made.id || '.qcow2'))).*
       FROM volume disk JOIN chosen ON chosen.id = disk.vm_id, made RETURNING id)
     INSERT INTO port SELECT (jsonb_populate_record(nic, jsonb_build_object('id', made.id, 'vm_id', made.id, 'address', NULL,
       'mac', '02:00:00:00:' || substr(lpad(to_hex(n), 4, '0'), 1, 2) || ':' || substr(lpad(to_hex(n), 4, '0'), 3, 2)))).*
     FROM port nic JOIN chosen ON chosen.id = nic.vm_id, made`,
    [count],
  );
  await queried(databaseUrl, 'ANALYZE');
}

/** The value that 95 of 100 do not exceed. */
export const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;
