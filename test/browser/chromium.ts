import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { type Browser, chromium } from 'playwright-core';

/** The names under which systems install it, as the project's own run looks for them. */
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** It talks to the page alone: no sandbox of its own (containers have no rights for one), no calls home. */
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts the Chromium that `CHROMIUM_PATH` names, else the one on PATH. Throws one sentence when there is none. */
export async function startChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: chromiumPath(), args: switches });
}

function chromiumPath(): string {
  const named = env['CHROMIUM_PATH'] ?? '';
  if (named !== '') return named;
  const folders = (env['PATH'] ?? '').split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
  if (found === undefined) {
    throw new Error(
      'The browser tests need Chromium: install it (apt-get install chromium), or name it in CHROMIUM_PATH.',
    );
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
