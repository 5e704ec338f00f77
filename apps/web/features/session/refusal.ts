/** Sentences of the sign-in itself (packages/auth/options); whatever else stands in the address is not shown as ours. */
const ownWords =
  /^(Too many tries\. Wait \d{1,5} s, then try again\.|Signing in does not work now\. Try again in a moment\.)$/;

/** What next-auth says of a refused form in the page's address, in words; null: it says nothing. */
export function signInRefusal(error: string | string[] | undefined): string | null {
  if (error === undefined) return null;
  if (error === 'CredentialsSignin') return 'E-mail or password is wrong';
  if (error === 'Csrf') return 'This page was open for too long. Try again.';
  return typeof error === 'string' && ownWords.test(error) ? error : 'Signing in did not work. Try again.';
}
