import { describe, expect, onTestFinished, test } from 'vitest';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { verifyLedger } from '../../src/adapters/ledger/verify.ts';
