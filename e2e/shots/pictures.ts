/** What README and docs show: a scene in 1440 pixels, light; so high that it ends where a reader stops looking. */
export const pictures: readonly { file: string; scene: string; height: number }[] = [
  { file: 'vm.png', scene: 'vm-overview', height: 900 },
  { file: 'vms.png', scene: 'vms', height: 450 },
  { file: 'create.png', scene: 'new-vm-several', height: 900 },
  { file: 'plan.png', scene: 'plan', height: 640 },
  { file: 'failed.png', scene: 'vm-failed', height: 760 },
  { file: 'palette.png', scene: 'palette', height: 620 },
  { file: 'request.png', scene: 'fleet-request', height: 720 },
  { file: 'hosts.png', scene: 'fleet-hosts', height: 340 },
];
