import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { errorFields } from '../trpc/errors.ts';

/**
 * Puts what the API refused beside its fields and gives the first of them the focus; `order` is how they stand on the page.
 * Answers false when the error belongs to none of them, so that it must be shown elsewhere.
 */
export function putFieldErrors<Form extends FieldValues>(
  form: { setError: UseFormReturn<Form>['setError'] },
  error: unknown,
  order: readonly FieldPath<Form>[],
): boolean {
  const messages = errorFields(error);
  const wrong = order.filter((field) => messages[field] !== undefined);
  wrong.forEach((field, index) => {
    form.setError(field, { type: 'server', message: messages[field] ?? '' }, { shouldFocus: index === 0 });
  });
  return wrong.length > 0;
}
