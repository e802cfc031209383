// Calls of JavaScript clients, unchanged as the npm registry has them: node clients.mjs LIBRARY BASE TOKEN MODULES
// prints one JSON object, by call: what came, or the status of the refusal.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const [library, base, token, modules] = process.argv.slice(2);
const own = `js-${process.pid}-${Date.now()}`;
const require = createRequire(`${modules}/node_modules/x.js`);

const observation = { resourceType: 'Observation', status: 'final', subject: { reference: 'Patient/P3' },
  code: { coding: [{ system: 'http://loinc.org', code: '44261-6' }] }, note: [{ text: own }] };
const encounter = { resourceType: 'Encounter', status: 'planned', class: { code: 'AMB' }, subject: { reference: 'Patient/P3' },
  identifier: [{ system: 'urn:apps', value: own }] };
const bundle = type => ({ resourceType: 'Bundle', type, entry: [
  { fullUrl: 'urn:uuid:0b5a7f2e-3f6c-4d8b-9a51-3f1c53f0a6d1', resource: observation, request: { method: 'POST', url: 'Observation' } }] });
const amended = [{ op: 'replace', path: '/status', value: 'amended' }];
const ids = found => (found.entry ?? []).map(entry => `${entry.resource.resourceType}/${entry.resource.id}`).sort();
const statuses = answer => answer.entry.map(entry => entry.response.status.slice(0, 3));
const next = page => page.link?.find(link => link.relation === 'next')?.url;

const calls = {
  async fhirclient() {
    globalThis.window = globalThis.self = globalThis; // its build for browsers
    globalThis.location = new URL('http://127.0.0.1/');
    globalThis.sessionStorage = { getItem: () => null, setItem() {}, removeItem() {} };
    runInThisContext(readFileSync(`${modules}/node_modules/fhirclient/build/fhir-client.pure.min.js`, 'utf8'));
    const client = globalThis.FHIR.client({ serverUrl: base, tokenResponse: { access_token: token, patient: 'P1' } });
    const make = () => client.create(observation);
    return {
      'read': () => client.request('Patient/P1'),
      'patient.read': () => client.patient.read(),
      'patient.request': async () => ids(await client.patient.request('Procedure?_count=100')),
      'search': async () => ids(await client.request('Encounter?patient=P1&_count=100')),
      'all pages': async () => (await client.request('Observation?patient=P1&_count=13', { pageLimit: 0, flat: true }))
        .map(one => `${one.resourceType}/${one.id}`).sort(),
      'references resolved': async () => (await client.request('Encounter?patient=P1&_count=2', { resolveReferences: ['subject'], flat: true }))
        .map(one => one.subject?.id ?? one.subject?.reference),
      'what is not there': () => client.request('Patient/none-such'),
      'create': async () => (await make()).resourceType,
      'update': async () => (await client.update({ ...observation, id: (await make()).id, status: 'amended' })).status,
      'patch': async () => (await client.patch(`Observation/${(await make()).id}`, amended)).status,
      'delete': async () => { const { id } = await make(); await client.delete(`Observation/${id}`); return 'gone'; },
      'FHIR release': () => client.getFhirRelease(),
    };
  },
  async 'fhir-kit-client'() {
    const { Client } = await import(pathToFileURL(`${modules}/node_modules/fhir-kit-client/dist/index.js`));
    const client = new Client({ baseUrl: base, bearerToken: token });
    const make = () => client.create({ resourceType: 'Observation', body: observation });
    return {
      'read': () => client.read({ resourceType: 'Patient', id: 'P1' }),
      'vread': () => client.vread({ resourceType: 'Patient', id: 'P1', version: '1' }),
      'capabilities': async () => (await client.capabilityStatement()).resourceType,
      'search': async () => ids(await client.search({ resourceType: 'Encounter', searchParams: { patient: 'P1', _count: 100 } })),
      'search by POST': async () => ids(await client.search({ resourceType: 'Encounter', searchParams: { patient: 'P1', _count: 100 },
        options: { postSearch: true } })),
      'search in a compartment': async () => ids(await client.compartmentSearch({ resourceType: 'Procedure',
        compartment: { resourceType: 'Patient', id: 'P1' }, searchParams: { _count: 100 } })),
      'all pages': async () => {
        const found = [];
        for (let page = await client.search({ resourceType: 'Observation', searchParams: { patient: 'P1', _count: 13 } }); page;
          page = next(page) ? await client.nextPage({ bundle: page }) : undefined) found.push(...ids(page));
        return found.sort();
      },
      'reference resolved': async () => (await client.resolve({ reference: 'Patient/P1' })).id,
      'history of a resource': async () => (await client.history({ resourceType: 'Patient', id: 'P1' })).entry.length,
      'what is not there': () => client.read({ resourceType: 'Patient', id: 'none-such' }),
      'create': async () => (await make()).resourceType,
      'update': async () => {
        const { id } = await make();
        return (await client.update({ resourceType: 'Observation', id, body: { ...observation, id, status: 'amended' } })).status;
      },
      'conditional update': async () => {
        await client.create({ resourceType: 'Encounter', body: encounter });
        return (await client.update({ resourceType: 'Encounter', searchParams: { identifier: `urn:apps|${own}` },
          body: { ...encounter, status: 'finished' } })).status;
      },
      'patch': async () => (await client.patch({ resourceType: 'Observation', id: (await make()).id, JSONPatch: amended })).status,
      'delete': async () => { const { id } = await make(); await client.delete({ resourceType: 'Observation', id }); return 'gone'; },
      'transaction': async () => statuses(await client.transaction({ body: bundle('transaction') })),
      'batch': async () => statuses(await client.batch({ body: bundle('batch') })),
      'everything': async () => ids(await client.operation({ name: 'everything', resourceType: 'Patient', id: 'P2', method: 'GET' }))
        .includes('Patient/P2'),
    };
  },
  async '@medplum/core'() {
    globalThis.WebSocket ??= class {}; // Node has one from version 22 on
    const { MedplumClient } = require('@medplum/core');
    const client = new MedplumClient({ baseUrl: new URL('.', base).href, fhirUrlPath: 'fhir', accessToken: token, cacheTime: 0, fetch });
    const make = () => client.createResource(observation);
    return {
      'readResource': () => client.readResource('Patient', 'P1'),
      'readReference': async () => (await client.readReference({ reference: 'Patient/P1' })).id,
      'readHistory': async () => (await client.readHistory('Patient', 'P1')).entry.length,
      'readVersion': async () => (await client.readVersion('Patient', 'P1', '1')).id,
      'search': async () => ids(await client.search('Encounter', 'patient=P1&_count=100')),
      'searchOne': async () => (await client.searchOne('Patient', '_id=P1')).id,
      'searchResources': async () => (await client.searchResources('Procedure', { patient: 'P1', _count: '100' })).map(one => one.id).sort(),
      'readPatientEverything': async () => ids(await client.readPatientEverything('P2')).includes('Patient/P2'),
      'what is not there': () => client.readResource('Patient', 'none-such'),
      'createResource': async () => (await make()).resourceType,
      'createResourceIfNoneExist': async () => {
        const query = `identifier=urn:apps|${own}`;
        const first = await client.createResourceIfNoneExist(encounter, query);
        return first.id === (await client.createResourceIfNoneExist(encounter, query)).id;
      },
      'updateResource': async () => (await client.updateResource({ ...observation, id: (await make()).id, status: 'amended' })).status,
      'patchResource': async () => (await client.patchResource('Observation', (await make()).id, amended)).status,
      'deleteResource': async () => { const { id } = await make(); await client.deleteResource('Observation', id); return 'gone'; },
      'executeBatch': async () => statuses(await client.executeBatch(bundle('transaction'))),
      'validateResource': async () => (await client.validateResource(observation)).resourceType,
    };
  },
};

const status = error => error.status ?? error.statusCode ?? error.response?.status ?? error.outcome?.id ?? 0;
const shown = {};
for (const [name, call] of Object.entries(await calls[library]())) {
  try {
    const value = await call();
    if (value?.meta) delete value.meta;
    shown[name] = value === undefined ? null : value;
  } catch (error) {
    shown[name] = { failed: status(error), as: process.env.TELL ? String(error).slice(0, 300) : undefined };
  }
}
console.log(JSON.stringify(shown));
process.exit(0);
