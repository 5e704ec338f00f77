import { describe, expect, test } from 'vitest';
import { userDataMaxBytes, userDataRefusal } from './user-data.ts';

describe('taken', () => {
  test.each([
    '#cloud-config\n',
    '#cloud-config',
    '#cloud-config\n# nothing yet\n',
    '#cloud-config\npackages: [nginx]\n',
    '#cloud-config  \r\nruncmd:\r\n  - echo "quotes \' and <xml>"\r\n',
    '#cloud-config\n{"packages": ["nginx"]}\n',
    '#cloud-config\nfinal_message: Grüße, 世界 🦊\n',
  ])('%j', (text) => {
    expect(userDataRefusal(text)).toBeNull();
  });

  test('exactly 16 KiB', () => {
    const head = '#cloud-config\n#';
    expect(userDataRefusal(head + 'x'.repeat(userDataMaxBytes - head.length))).toBeNull();
  });
});

describe('refused, each with its reason and what to do instead', () => {
  test.each([
    ['#!/bin/sh\necho hello\n', /^A script is not taken.*"write_files".*"runcmd"/],
    ['#!/usr/bin/env python3\n', /^A script is not taken/],
    ['#include\nhttp://example.org/x\n', /^"#include".*Paste what stands/],
    ['#include http://example.org/x\n', /^"#include"/],
    ['#include-once\nhttp://example.org/x\n', /^"#include"/],
    ['Content-Type: multipart/mixed; boundary="x"\nMIME-Version: 1.0\n', /^A multipart message.*one cloud-config/],
    ['MIME-Version: 1.0\n', /^A multipart message/],
    ['From nobody Thu Jan  1 00:00:00 1970\nContent-Type: multipart/mixed\n', /^A multipart message/],
    ['#cloud-boothook\n#!/bin/sh\n', /"bootcmd"/],
    ['#part-handler\nimport os\n', /^A part handler is Python/],
    ['#upstart-job\n', /systemd/],
    ['## template: jinja\n#cloud-config\n', /^A template.*the values themselves/],
    ['## template:jinja\n#cloud-config\n', /^A template/],
    ['#cloud-config-archive\n- a\n', /^An archive/],
    ['#cloud-config-jsonp\n[]\n', /^JSON patches/],
    ['#ps1_sysnative\n', /Windows/],
    ['<powershell>\n', /Windows/],
    ['\x1f\x8b\x08', /gzip/],
    ['H4sIAAAAAAAAA0vOyS9N0U3Oz0vLTAcAZ0k', /gzip/],
    ['I2Nsb3VkLWNvbmZpZwpwYWNrYWdlczogW25naW54XQo=', /Base64/],
    ['IyEvYmluL3NoCg==', /Base64/],
    ['{"ignition": {"version": "3.0.0"}}', /Ignition/],
    ['network:\n  version: 2\n', /network config/],
    ['version: 2\nethernets: {}\n', /network config/],
  ])('%j', (text, reason) => {
    expect(userDataRefusal(text)).toMatchObject({ line: 1, message: expect.stringMatching(reason) });
  });

  test.each([
    ['empty', ''],
    ['no header', 'packages: [nginx]\n'],
    ['header in capitals', '#Cloud-Config\n'],
    ['a space before', ' #cloud-config\n'],
    ['a line before', '\n#cloud-config\n'],
    ['a byte order mark', '\ufeff#cloud-config\n'],
    ['a word behind the header', '#cloud-config please\n'],
    ['XML', '<cloud/>'],
    ['words', 'install nginx'],
  ])('no header: %s', (_, text) => {
    expect(userDataRefusal(text)).toMatchObject({
      line: 1,
      message: expect.stringMatching(/must begin with "#cloud-config"/),
    });
  });

  test('over 16 KiB, counted in bytes', () => {
    const head = '#cloud-config\n#';
    expect(userDataRefusal(head + 'x'.repeat(userDataMaxBytes - head.length + 1))?.message).toMatch(/at most 16 KiB/);
    expect(userDataRefusal(head + 'é'.repeat(9000))?.message).toMatch(/18 KiB; at most 16 KiB/);
  });

  test.each([
    ['#cloud-config\na: \0\n', 'a NUL byte', 2],
    ['#cloud-config\n\n# \u0007\n', 'U+0007', 3],
    ['#cloud-config\na: \ud83e\n', 'half of a Unicode character', 2],
  ])('what is no text: %j', (text, what, line) => {
    expect(userDataRefusal(text)).toMatchObject({ line, message: expect.stringContaining(what) });
  });
});

describe('what can be done for the person', () => {
  test.each([
    ['#!/bin/sh\n', 'wrap script'],
    ['packages: [nginx]\n', 'add header'],
    ['# a comment\n---\npackages: [nginx]\n', 'add header'],
    ['\n#cloud-config\npackages: [nginx]\n', 'clean header'],
    ['\ufeff#cloud-config\n', 'clean header'],
    ['#Cloud-Config\n', 'clean header'],
    ['install nginx', undefined],
    ['#include x', undefined],
  ])('%j', (text, fix) => {
    expect(userDataRefusal(text)?.fix).toBe(fix);
  });
});
