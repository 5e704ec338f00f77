/** Ends this session and leads to the sign-in page; next-auth's part of the browser comes only now. */
export async function signOut(): Promise<void> {
  const { signOut: end } = await import('next-auth/react');
  await end({ callbackUrl: '/signin' });
}
