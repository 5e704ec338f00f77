export { DetailLoading as default } from '../../../../../../features/vms/detail-loading.tsx';
