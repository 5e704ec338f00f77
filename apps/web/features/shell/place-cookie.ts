/** Where a person was last: a project's name, or nothing for the whole fleet. The next visit begins there. */
export const placeCookie = 'virtfleet-place';
