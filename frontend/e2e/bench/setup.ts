import { unpackServer } from '../support/server';

/** For Playwright: what there is to do before the first measurement. */
export default unpackServer;
