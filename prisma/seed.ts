import { newId } from '@virtfleet/contracts/ids';
import type { Db, Tx } from '@virtfleet/db/client';
import { wantImports } from '@virtfleet/db/image-imports';
import { copyImages, putImage } from '@virtfleet/db/image-writes';
import { hashPassword, verifyPassword } from '@virtfleet/db/passwords';
import { endSessionsOf } from '@virtfleet/db/sessions';
import type { z } from 'zod';
import type { seedInput } from './seed-input.ts';

type Seed = z.output<typeof seedInput>;

/**
 * Makes what is missing and corrects what differs, in one transaction; repeating it changes nothing. What is in the
 * database and not in the seed stays. Answers a line for each thing that it made or changed.
 */
export async function seed(db: Db, input: Seed): Promise<string[]> {
  const people = await Promise.all(input.accounts.map(async (one) => ({ ...one, hash: await hashFor(db, one) })));
  return db.$transaction(
    async (tx) => {
      // Two that seed at once would both find nothing.
      await tx.$executeRaw`LOCK TABLE installation IN EXCLUSIVE MODE`;
      if (!(await tx.installation.findFirst())) await tx.installation.create({ data: { id: newId() } });
      return [
        ...(await seedProject(tx, input.project, people)),
        ...(await seedFlavors(tx, input.flavors)),
        ...(await seedNetworks(tx, input.networks)),
        ...(await seedHosts(tx, input.hosts)),
        ...(await seedImages(tx, input)),
      ];
    },
    { timeout: 30_000 },
  );
}

/**
 * A new hash when the account is new, or when the seed's password is another and nobody has changed it since; null keeps the one
 * there is. Slow by design: not inside the transaction.
 */
async function hashFor(db: Db, { email, password }: Seed['accounts'][number]): Promise<string | null> {
  const user = await db.user.findUnique({ where: { email }, select: { passwordHash: true, passwordChangedAt: true } });
  if (user?.passwordChangedAt) return null;
  return user && (await verifyPassword(password, user.passwordHash)) ? null : hashPassword(password);
}

type People = (Seed['accounts'][number] & { hash: string | null })[];

async function seedProject(tx: Tx, { name, quota }: Seed['project'], people: People) {
  const said: string[] = [];
  const found = await tx.project.findUnique({ where: { name } });
  const project = found ?? (await tx.project.create({ data: { id: newId(), name } }));
  if (!found) said.push(`project ${name} made`);
  if (quota) {
    const projectId = project.id;
    // What an admin has set since stays.
    await tx.quota.upsert({ where: { projectId }, create: { projectId, ...quota }, update: {} });
  }
  for (const { email, hash, role, name: person, isAdmin } of people) {
    const before = await tx.user.findUnique({ where: { email } });
    // Names, roles and who is an admin are kept on pages, where people have changed them since.
    if (before && (hash === null || before.passwordChangedAt)) continue;
    said.push(`account ${email} ${before ? 'changed' : 'made'}`);
    if (before) {
      await tx.user.update({ where: { email }, data: { passwordHash: hash ?? before.passwordHash } });
      // Whoever knew the old password is out.
      await endSessionsOf(tx, before.id);
      continue;
    }
    const user = { id: newId(), email, name: person, isAdmin, passwordHash: hash ?? '' };
    const memberships = role === null ? {} : { memberships: { create: { projectId: project.id, role } } };
    await tx.user.create({ data: { ...user, ...memberships } });
  }
  return said;
}

async function seedFlavors(tx: Tx, flavors: Seed['flavors']) {
  const made = await tx.flavor.createMany({
    data: flavors.map((one, position) => ({ id: newId(), position, ...one })),
    skipDuplicates: true,
  });
  return made.count > 0 ? [`${made.count} flavors made`] : [];
}

async function seedNetworks(tx: Tx, networks: Seed['networks']) {
  const said: string[] = [];
  for (const { name, kind, scope, libvirtName, reachedFrom, ...subnet } of networks) {
    const data = { kind, scope, libvirtName, reachedFrom };
    const found = await tx.network.findUnique({ where: { name }, include: { subnets: true } });
    const before = found?.subnets[0];
    if (!found) {
      await tx.network.create({
        data: { id: newId(), name, ...data, subnets: { create: { id: newId(), ...subnet } } },
      });
      said.push(`network ${name} made`);
    } else if (differs(found, data) || !before || differs(before, subnet)) {
      await tx.network.update({ where: { name }, data });
      if (before) await tx.subnet.update({ where: { id: before.id }, data: subnet });
      else await tx.subnet.create({ data: { id: newId(), networkId: found.id, ...subnet } });
      said.push(`network ${name} changed`);
    }
  }
  return said;
}

async function seedHosts(tx: Tx, hosts: Seed['hosts']) {
  const said: string[] = [];
  for (const { name, address, port, user, hostKeys, pool, simulated } of hosts) {
    const data = { address, sshPort: port, sshUser: user, hostKeys, pool, simulated };
    const before = await tx.host.findUnique({ where: { name } });
    if (!before) {
      await tx.host.create({
        data: { id: newId(), name, ...data, reservation: { create: {} }, lease: { create: {} } },
      });
      said.push(`host ${name} made`);
    } else if (differs(before, data)) {
      // What was observed was observed elsewhere, perhaps.
      await tx.host.update({
        where: { name },
        data: { ...data, state: 'unknown', stateReason: null, stateSince: new Date() },
      });
      said.push(`host ${name} changed`);
    }
  }
  return said;
}

async function seedImages(tx: Tx, { images, imports, hosts }: Seed) {
  const said: string[] = [];
  for (const image of images) {
    const done = await putImage(tx, image);
    if (done) said.push(`image ${image.name} ${done}`);
  }
  const copies = await copyImages(tx, {
    images: images.map(({ name }) => name),
    hosts: hosts.map(({ name }) => name),
  });
  return [
    ...said,
    ...copies.map(({ host, image }) => `image ${image} to be copied to ${host}`),
    ...(await wantImports(tx, imports)).map((name) => `image ${name} to be built`),
  ];
}

/** True when one of the wanted fields has another value in the row. Lists and plain values only. */
function differs<W extends object>(row: { [K in keyof W]?: unknown }, wanted: W): boolean {
  const text = (value: unknown) => (Array.isArray(value) ? JSON.stringify(value) : value);
  return (Object.keys(wanted) as (keyof W)[]).some((key) => text(row[key]) !== text(wanted[key]));
}
