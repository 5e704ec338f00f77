export { OperationLoading as default } from '../../../../../../features/vms/detail-loading.tsx';
