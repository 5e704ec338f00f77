import type { OperationKind } from '@virtfleet/contracts/operation';
import type { AnyOperation } from './engine/operation.ts';
import { copyImage } from './image-copy.ts';
import { createVm } from './vm-create.ts';
import { deleteVm } from './vm-delete.ts';
import { rebootVm } from './vm-reboot.ts';
import { renameVm } from './vm-rename.ts';
import { startVm } from './vm-start.ts';
import { stopVm } from './vm-stop.ts';

/** Every kind of operation. A new one that stands here gets the generic fault tests. */
export const operations: Readonly<Record<OperationKind, AnyOperation>> = {
  'vm.create': createVm,
  'vm.start': startVm,
  'vm.stop': stopVm,
  'vm.reboot': rebootVm,
  'vm.delete': deleteVm,
  'vm.rename': renameVm,
  'image.copy': copyImage,
};
