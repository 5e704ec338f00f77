/** Whether the panel of operations was left open. */
export const panelCookie = 'virtfleet-operations';
