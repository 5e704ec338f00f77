// What knows cloud-config: with YAML and the schema too heavy for a page's first load, so only ever imported dynamically.
export { checkUserData } from '@virtfleet/contracts/user-data/check';
export { completeUserData, describeUserData } from '@virtfleet/contracts/user-data/complete';
export { fixUserData } from '@virtfleet/contracts/user-data/fix';
export { addToUserData } from '@virtfleet/contracts/user-data/merge';
export { cloudInitVersion } from '@virtfleet/contracts/user-data/schema';
