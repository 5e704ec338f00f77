export { VmLoading as default } from '../../../../../../features/vms/detail-loading.tsx';
