import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ActionButton } from './action-button.tsx';
import { Button } from './button.tsx';
import { ChoiceCards } from './choice-cards.tsx';
import { CommandBlock } from './command-block.tsx';
import { DataTable } from './data-table.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';

const attribute = (html: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(html)?.[1];
const withId = (html: string, id: string | undefined) => new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1];

describe('Field', () => {
  it('names its control and says the error in place of the hint', () => {
    const html = renderToStaticMarkup(
      <Field label="Name" hint="Letters and digits." error="It is taken.">
        <Input name="name" />
      </Field>,
    );
    const input = /<input[^>]*>/.exec(html)?.[0] ?? '';
    expect(attribute(html, 'for')).toBe(attribute(input, 'id'));
    expect(withId(html, attribute(input, 'aria-describedby'))).toBe('It is taken.');
    expect(attribute(input, 'aria-invalid')).toBe('true');
    expect(html).not.toContain('Letters and digits.');
  });

  it('names a group of cards', () => {
    const html = renderToStaticMarkup(
      <Field group label="Size">
        <ChoiceCards
          value="s"
          onValueChange={() => {}}
          choices={[
            { value: 's', title: 'small' },
            { value: 'l', title: 'large', detail: '8 GiB', reason: 'no host has 8 GiB free' },
          ]}
        />
      </Field>,
    );
    const group = /<div role="radiogroup"[^>]*>/.exec(html)?.[0] ?? '';
    expect(withId(html, attribute(group, 'aria-labelledby'))).toBe('Size');
    expect(html).toMatch(/<input[^>]*disabled=""[^>]*value="l"|<input[^>]*value="l"[^>]*disabled=""/);
    expect(html).toContain('no host has 8 GiB free');
    expect(html).not.toContain('8 GiB<');
  });
});

describe('buttons', () => {
  it('keep their focus and say why when they cannot act', () => {
    const html = renderToStaticMarkup(<ActionButton reason="It is already running.">Start</ActionButton>);
    const button = /<button[^>]*>/.exec(html)?.[0] ?? '';
    expect(attribute(button, 'aria-disabled')).toBe('true');
    expect(button).not.toMatch(/ disabled=/);
    expect(withId(html, attribute(button, 'aria-describedby'))).toBe('It is already running.');
  });

  it('never submit a form by accident, and become links without a button inside', () => {
    expect(renderToStaticMarkup(<Button>Stop</Button>)).toContain('type="button"');
    const link = renderToStaticMarkup(<Button render={<a href="/new">x</a>}>New</Button>);
    expect(link).toMatch(/^<a href="\/new"/);
    expect(link).not.toMatch(/type=|role=|<button/);
  });
});

describe('DataTable', () => {
  type Row = { name: string };
  const table = (rows: Row[] | undefined) =>
    renderToStaticMarkup(
      <DataTable<Row>
        label="Things"
        columns={[{ key: 'name', head: 'Name', cell: (row) => row.name }]}
        rows={rows}
        rowKey={(row) => row.name}
        rowLink={(row) => <a href={`/${row.name}`}>x</a>}
        skeletonRows={2}
        empty="Nothing yet"
      />,
    );
  const cells = (html: string) => [...html.matchAll(/<td class="([^"]*)"/g)].map(([, classes]) => classes);

  it('has its final height while it loads', () => {
    expect(cells(table(undefined))).toEqual(cells(table([{ name: 'a' }, { name: 'b' }])));
  });
  it('draws what is in view of a long list, and keeps the place of the others', () => {
    const rows = Array.from({ length: 5000 }, (_, n) => (n < 20 ? { name: `n${n}` } : undefined));
    const html = renderToStaticMarkup(
      <DataTable<Row>
        label="Things"
        columns={[{ key: 'name', head: 'Name', share: 100, sort: 'name', cell: (row) => row.name }]}
        rows={rows}
        rowKey={(row) => row.name}
        onView={() => {}}
        order="-name"
        onOrder={() => {}}
      />,
    );
    const drawn = [...html.matchAll(/<tr/g)].length;
    expect(drawn).toBeGreaterThan(20);
    expect(drawn).toBeLessThan(60);
    const spacer = Number(/height:(\d+)px/.exec(html.slice(html.lastIndexOf('<tr')))?.[1]);
    // The head and the empty row before the first are no rows of the list; nor is the one that keeps the place.
    expect(spacer / 40 + drawn - 3).toBe(5000);
    expect(html).toContain('aria-rowcount="5001"');
    expect(html).toContain('aria-sort="descending"');
  });
  it('tells nothing from not yet', () => {
    expect(table([])).toContain('Nothing yet');
    expect(table(undefined)).not.toContain('Nothing yet');
  });
});

it('shows a command as it was run, in and out and how it ended', () => {
  const html = renderToStaticMarkup(
    <CommandBlock
      prompt="hv-03"
      argv={['virsh', 'define', 'a b']}
      stdinText="<domain/>"
      stdout="Domain defined"
      exitCode={1}
      durationMs={110}
    />,
  );
  for (const part of [
    'hv-03 $ ',
    'virsh define &#x27;a b&#x27;',
    '&lt;domain/&gt;',
    'Domain defined',
    'exit 1',
    '0.11 s',
  ]) {
    expect(html).toContain(part);
  }
});
