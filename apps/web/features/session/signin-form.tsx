'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { Button } from '@virtfleet/ui/button';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { Logo } from '@virtfleet/ui/logo';
import { signIn } from 'next-auth/react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';

const schema = z.object({
  email: z.string().trim().min(1, 'Give your e-mail address'),
  password: z.string().min(1, 'Give your password'),
});
type SignIn = z.infer<typeof schema>;

type SignInFormProps = {
  /** The page that was asked for, a path of our own. */
  next: string;
  csrfToken: string;
  /** Why it was refused, when the form was sent without JavaScript. */
  refusal: string | null;
};

/** Signs in also before, or without, JavaScript: then it is sent as any form is. */
export function SignInForm({ next, csrfToken, refusal }: SignInFormProps) {
  const { register, handleSubmit, setError, formState } = useForm<SignIn>({
    resolver: zodResolver(schema),
    defaultValues: { email: '', password: '' },
  });
  const { errors, isSubmitting, isSubmitSuccessful, isSubmitted } = formState;

  const submit = handleSubmit(async (form) => {
    const answer = await signIn('credentials', { ...form, redirect: false }).catch(() => undefined);
    // A whole load: nothing of an earlier session may stay in memory.
    if (answer?.ok) return window.location.assign(next);
    if (answer?.error === 'CredentialsSignin')
      setError('password', { message: 'E-mail or password is wrong' }, { shouldFocus: true });
    // Too many tries: the sentence is for the person.
    else if (answer?.status === 401 && answer.error) setError('root', { message: answer.error });
    else setError('root', { message: 'The server did not answer. Try again in a moment.' });
  });

  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <form
        method="post"
        action="/api/auth/callback/credentials"
        onSubmit={submit}
        noValidate
        className="grid w-full max-w-85 gap-2"
      >
        <input type="hidden" name="csrfToken" value={csrfToken} />
        <input type="hidden" name="callbackUrl" value={next} />
        <h1 className="mb-3">
          <Logo size="lg" />
          <span className="sr-only">: sign in</span>
        </h1>
        <Field label="E-mail" error={errors.email?.message}>
          <Input type="email" autoComplete="username" autoFocus {...register('email')} />
        </Field>
        <Field label="Password" error={errors.password?.message}>
          <Input type="password" autoComplete="current-password" {...register('password')} />
        </Field>
        <Button type="submit" variant="primary" pending={isSubmitting || (isSubmitSuccessful && !hasErrors(errors))}>
          Sign in
        </Button>
        <p role="alert" className="min-h-4 text-caption text-red-ink">
          {errors.root?.message ?? (isSubmitted ? null : refusal)}
        </p>
        <p className="text-caption text-ink-3">
          First start? The terminal that runs <span className="mono">npm start</span> shows how.
        </p>
      </form>
    </main>
  );
}

const hasErrors = (errors: object) => Object.keys(errors).length > 0;
