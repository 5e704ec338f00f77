import type { Facets, VmOrder, VmSort } from '@virtfleet/contracts/list';
import type { Clause } from '@virtfleet/domain/search/language';
import { type Db, Prisma, type Tx } from './client.ts';
import { type SqlReader, searchSql } from './search-sql.ts';

/** What a search of a project's VMs asks. */
export type VmSearch = { projectId: string; clauses?: readonly Clause[]; order?: VmOrder };

/** domain's vmStatus, word for word: what we do comes before what failed, that before silence, that before what the host said. */
const state = Prisma.sql`CASE
  WHEN vm.task_state IS NOT NULL THEN vm.task_state::text
  WHEN vm.failure IS NOT NULL THEN 'failed'
  WHEN host.state = 'unknown' THEN 'unknown'
  WHEN host.state <> 'up' THEN 'unreachable'
  WHEN vm.power_state = 'absent' THEN 'missing'
  ELSE vm.power_state::text END`;

/** Those that a search or an order does not name cost nothing: Postgres leaves out a join by a unique key that nobody reads. */
const joins = Prisma.sql`
  LEFT JOIN host ON host.id = vm.host_id
  LEFT JOIN image ON image.id = vm.image_id
  LEFT JOIN flavor ON flavor.id = vm.flavor_id
  LEFT JOIN app_user maker ON maker.id = vm.created_by_id
  LEFT JOIN port nic ON nic.vm_id = vm.id AND nic.position = 0`;

const reader: SqlReader = {
  texts: [Prisma.sql`vm.name`],
  fields: {
    state: [state],
    name: [Prisma.sql`vm.name`],
    tag: (test) => Prisma.sql`EXISTS (SELECT 1 FROM unnest(vm.tags) AS tag WHERE ${test(Prisma.sql`tag`)})`,
    image: [Prisma.sql`image.name`],
    flavor: [Prisma.sql`flavor.name`],
    host: [Prisma.sql`host.name`],
    address: [Prisma.sql`nic.address`],
    by: [Prisma.sql`maker.id`, Prisma.sql`maker.name`, Prisma.sql`maker.email`],
    vcpus: [Prisma.sql`vm.vcpus`],
    memory: [Prisma.sql`vm.memory_mib::float8 / 1024`],
    since: [Prisma.sql`vm.created_at`],
    older: [Prisma.sql`vm.created_at`],
  },
};

const sorts: Record<VmSort, Prisma.Sql[]> = {
  // Ids are made in order, and have an index.
  created: [],
  name: [Prisma.sql`vm.name`],
  state: [state],
  size: [Prisma.sql`vm.memory_mib`, Prisma.sql`vm.vcpus`],
  address: [Prisma.sql`nic.address::inet`],
  image: [Prisma.sql`image.name`],
  host: [Prisma.sql`host.name`],
  by: [Prisma.sql`maker.name`],
};

/** The VMs that match, and their order. Deleted ones are gone; one that could not be created stays until it is deleted. */
export function vmSearchSql({ projectId, clauses = [], order = '-created' }: VmSearch) {
  const down = order.startsWith('-');
  const direction = down ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS LAST`;
  const by = sorts[sortOf(order)].map((column) => Prisma.sql`${column} ${direction}`);
  return {
    from: Prisma.sql`vm ${joins} WHERE vm.project_id = ${projectId}::uuid AND vm.deleted_at IS NULL ${searchSql(clauses, reader)}`,
    order: Prisma.join([...by, down ? Prisma.sql`vm.id DESC` : Prisma.sql`vm.id`], ', '),
  };
}

const isSort = (text: string): text is VmSort => Object.hasOwn(sorts, text);
const sortOf = (order: VmOrder): VmSort => {
  const name = order.replace('-', '');
  return isSort(name) ? name : 'created';
};

/** Every VM that matches, in order: to select them all, or to read them page by page as they were at one moment. */
export async function matchingVms(db: Db | Tx, search: VmSearch): Promise<{ id: string; name: string }[]> {
  const { from, order } = vmSearchSql(search);
  return await db.$queryRaw`SELECT vm.id, vm.name FROM ${from} ORDER BY ${order}`;
}

/** What a project's VMs can be found by. */
export async function vmFacets(db: Db | Tx, projectId: string): Promise<Facets> {
  const [row] = await db.$queryRaw<Facets[]>`
    SELECT array_agg(DISTINCT host.name) AS host, array_agg(DISTINCT image.name) AS image,
      array_remove(array_agg(DISTINCT flavor.name), NULL) AS flavor, array_agg(DISTINCT maker.name) AS by
    FROM vm ${joins} WHERE vm.project_id = ${projectId}::uuid AND vm.deleted_at IS NULL`;
  const tags = await db.$queryRaw<{ tag: string }[]>`
    SELECT tag FROM vm CROSS JOIN LATERAL unnest(vm.tags) AS tag
    WHERE vm.project_id = ${projectId}::uuid AND vm.deleted_at IS NULL GROUP BY tag ORDER BY count(*) DESC, tag`;
  return {
    host: row?.host ?? [],
    image: row?.image ?? [],
    flavor: row?.flavor ?? [],
    by: row?.by ?? [],
    tag: tags.map(({ tag }) => tag),
  };
}
