import { eventsRouter } from './routers/events.ts';
import { flavorsRouter } from './routers/flavors.ts';
import { hostsRouter } from './routers/hosts.ts';
import { imagesRouter } from './routers/images.ts';
import { keypairsRouter } from './routers/keypairs.ts';
import { meRouter } from './routers/me.ts';
import { membersRouter } from './routers/members.ts';
import { networksRouter } from './routers/networks.ts';
import { notificationsRouter } from './routers/notifications.ts';
import { operationsRouter } from './routers/operations.ts';
import { policiesRouter } from './routers/policies.ts';
import { projectsRouter } from './routers/projects.ts';
import { quotasRouter } from './routers/quotas.ts';
import { requestsRouter } from './routers/requests.ts';
import { searchRouter } from './routers/search.ts';
import { searchesRouter } from './routers/searches.ts';
import { usersRouter } from './routers/users.ts';
import { vmsRouter } from './routers/vms.ts';
import { router } from './trpc.ts';

export const appRouter = router({
  me: meRouter,
  vms: vmsRouter,
  operations: operationsRouter,
  keypairs: keypairsRouter,
  flavors: flavorsRouter,
  images: imagesRouter,
  networks: networksRouter,
  hosts: hostsRouter,
  quotas: quotasRouter,
  policies: policiesRouter,
  requests: requestsRouter,
  notifications: notificationsRouter,
  search: searchRouter,
  members: membersRouter,
  projects: projectsRouter,
  users: usersRouter,
  searches: searchesRouter,
  events: eventsRouter,
});
export type AppRouter = typeof appRouter;
