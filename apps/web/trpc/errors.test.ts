import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { errorCode, errorFields, errorMessage } from './errors.ts';

const refused = (message: string, virtfleet?: unknown) =>
  TRPCClientError.from({ error: { message, code: -32009, data: { code: 'CONFLICT', httpStatus: 409, virtfleet } } });

describe('errors of the API', () => {
  it('name their field with nothing beside it', () => {
    const error = refused('This project has a VM named a already', { code: 'name_taken', field: 'name' });
    expect(errorCode(error)).toBe('name_taken');
    expect(errorFields(error)).toEqual({ name: 'This project has a VM named a already' });
  });

  it('name every field of a bad input', () => {
    const fields = { name: 'Too long', diskGib: 'Too small' };
    expect(errorFields(refused('Too long', { code: 'invalid_input', field: 'name', data: { fields } }))).toEqual(
      fields,
    );
  });

  it('belong to no field when they are about the whole', () => {
    expect(errorFields(refused('No host', { code: 'no_valid_host', data: [{ host: 'h' }] }))).toEqual({});
  });

  it('are told in our words when the API never answered', () => {
    for (const error of [new TypeError('fetch failed'), refused('<html>502</html>')]) {
      expect(errorCode(error)).toBeNull();
      expect(errorMessage(error)).toContain('did not answer');
    }
  });
});
