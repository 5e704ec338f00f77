import { troubledQuery } from './attention.ts';

/** What the overview asks for; the same on the server and in the browser. */
export const overviewAsks = (projectId: string) => ({
  troubled: { projectId, q: troubledQuery, limit: 50 },
  stuck: { projectId, q: 'status:stuck', limit: 5 },
  recent: { projectId, limit: 8 },
});
