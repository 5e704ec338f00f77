/** The views of a VM's page, in their order; `?tab=` names one. */
export const vmTabs = ['overview', 'metrics', 'operations', 'settings'] as const;
export type VmTab = (typeof vmTabs)[number];

/** What an address asks for; anything else is the first. */
export const vmTabOf = (asked: string | string[] | null | undefined): VmTab =>
  vmTabs.find((tab) => tab === asked) ?? 'overview';
