/** What each kind of operation does, as a verb; pages and notifications say it alike. */
const verbs: Readonly<Record<string, string>> = {
  'vm.create': 'Create',
  'vm.start': 'Start',
  'vm.stop': 'Stop',
  'vm.reboot': 'Reboot',
  'vm.delete': 'Delete',
  'vm.rename': 'Rename',
  'image.copy': 'Copy image',
};

/** "Create". A kind that this code doesn't know yet is shown by its own name. */
export const operationVerb = (kind: string): string => verbs[kind] ?? kind;

/** "Create shop-web-04". */
export const operationTitle = ({ kind, vmName }: { kind: string; vmName: string | null }): string =>
  vmName ? `${operationVerb(kind)} ${vmName}` : operationVerb(kind);
