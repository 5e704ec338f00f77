import { expect, it } from 'vitest';
import { parseVisits, withVisit } from './recent.ts';

const visit = (href: string) => ({ href, label: href, what: 'VM' });

it('keeps the newest eight, each once', () => {
  let all = [visit('/a')];
  for (const href of ['/b', '/c', '/a', ...'12345678'].map((name) => `/${name.replace('/', '')}`))
    all = withVisit(all, visit(href));
  expect(all.map(({ href }) => href)).toEqual(['/8', '/7', '/6', '/5', '/4', '/3', '/2', '/1']);
});

it.each([null, '', '{', '7', '[{"href":"javascript:x","label":"","what":""}]'])('takes nothing of %j', (text) => {
  expect(parseVisits(text)).toEqual([]);
});
