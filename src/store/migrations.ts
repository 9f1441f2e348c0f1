import { type Kysely, type Migration, sql } from 'kysely';

/**
 * What the store looked like in each version of the program, oldest first: forward only, never edited once released.
 * The names of those that ran are kept in the store.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-epochs-and-journal': { up: epochsAndJournal },
  '002-leases-and-promises': { up: leasesAndPromises },
  '003-durations-and-faults': { up: durationsAndFaults },
  '004-work-that-began-unseen': { up: workThatBeganUnseen },
};

type Schema = Kysely<never>;

async function epochsAndJournal({ schema }: Schema): Promise<void> {
  await schema
    .createTable('epoch')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('began_at', 'real', (column) => column.notNull())
    .addColumn('last_at', 'real', (column) => column.notNull())
    .addColumn('repeats', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('snapshot_hash', 'text', (column) => column.notNull())
    .addColumn('hosts', 'integer', (column) => column.notNull())
    .addColumn('vms', 'integer', (column) => column.notNull())
    .addColumn('leases', 'integer', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('cost', 'text')
    .addColumn('bound', 'text')
    .addColumn('gap', 'real')
    .addColumn('found_by', 'text')
    .addColumn('stage_seconds', 'text', (column) => column.notNull())
    .addColumn('actions_planned', 'integer', (column) => column.notNull())
    .addColumn('actions_due', 'integer', (column) => column.notNull())
    .addColumn('violations', 'integer', (column) => column.notNull())
    .addColumn('verdicts', 'integer', (column) => column.notNull())
    .execute();
  await schema.createIndex('epoch_by_time').on('epoch').column('last_at').execute();
  await schema
    .createTable('action')
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('vm', 'integer', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('command', 'text', (column) => column.notNull())
    .addColumn('before', 'text', (column) => column.notNull())
    .addColumn('due_by', 'real', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('intended_at', 'real', (column) => column.notNull())
    .addColumn('sent_at', 'real')
    .addColumn('accepted_at', 'real')
    .addColumn('ended_at', 'real')
    .addColumn('end', 'text')
    .addColumn('reason', 'text')
    .addPrimaryKeyConstraint('action_key', ['epoch', 'action'])
    .execute();
  await schema.createIndex('action_by_vm').on('action').column('vm').execute();
  await schema.createIndex('action_by_end').on('action').column('ended_at').execute();
  await schema
    .createTable('trait')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}

async function leasesAndPromises({ schema }: Schema): Promise<void> {
  await schema
    .createTable('lease')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('vms', 'text', (column) => column.notNull())
    .addColumn('terms', 'text', (column) => column.notNull())
    .addColumn('duration_seconds', 'real')
    .addColumn('preemptible', 'integer', (column) => column.notNull())
    .addColumn('weight', 'integer', (column) => column.notNull())
    .addColumn('submitted_at', 'real', (column) => column.notNull())
    .addColumn('first_seen_at', 'real', (column) => column.notNull())
    .addColumn('accepted_at', 'real')
    .addColumn('state', 'text')
    .addColumn('ended_at', 'real')
    .addColumn('end', 'text')
    .addColumn('delivered_seconds', 'real')
    .addColumn('started_at', 'real')
    .execute();
  await schema.createIndex('lease_by_end').on('lease').column('ended_at').execute();
  await schema
    .createTable('vm')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('lease', 'text')
    .addColumn('memory_mib', 'integer', (column) => column.notNull())
    .addColumn('closed_seconds', 'real', (column) => column.notNull())
    .addColumn('working_since', 'real')
    .addColumn('record_since', 'real')
    .addColumn('started_at', 'real')
    .addColumn('has_worked', 'integer', (column) => column.notNull())
    .addColumn('exact', 'integer', (column) => column.notNull())
    .addColumn('gone_at', 'real')
    .execute();
  await schema.createIndex('vm_by_lease').on('vm').column('lease').execute();
  await schema.createIndex('vm_by_gone').on('vm').column('gone_at').execute();
  await schema
    .createTable('promise')
    .addColumn('lease', 'text', (column) => column.primaryKey())
    .addColumn('start_at', 'real', (column) => column.notNull())
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('made_at', 'real', (column) => column.notNull())
    .addColumn('first_start_at', 'real', (column) => column.notNull())
    .addColumn('first_made_at', 'real', (column) => column.notNull())
    .addColumn('changes', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('end', 'text', (column) => column.notNull().defaultTo('open'))
    .addColumn('started_at', 'real')
    .execute();
  await schema
    .createTable('promise_change')
    .addColumn('lease', 'text', (column) => column.notNull())
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('made_at', 'real', (column) => column.notNull())
    .addColumn('start_at', 'real', (column) => column.notNull())
    .addPrimaryKeyConstraint('promise_change_key', ['lease', 'epoch'])
    .execute();
  await schema.createIndex('promise_change_by_epoch').on('promise_change').column('epoch').execute();
  await schema
    .createTable('last_epoch')
    .addColumn('only', 'integer', (column) => column.primaryKey().check(sql`only = 1`))
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('at', 'real', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('packed', 'blob', (column) => column.notNull())
    .execute();
}

async function durationsAndFaults({ schema }: Schema): Promise<void> {
  await schema
    .createTable('duration')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('vm', 'integer', (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('host', 'integer')
    .addColumn('memory_mib', 'integer', (column) => column.notNull())
    .addColumn('seconds', 'real', (column) => column.notNull())
    .addColumn('at', 'real', (column) => column.notNull())
    .addPrimaryKeyConstraint('duration_key', ['kind', 'vm', 'sequence'])
    .execute();
  await schema.createIndex('duration_by_time').on('duration').column('at').execute();
  await schema
    .createTable('fault')
    .addColumn('at', 'real', (column) => column.notNull())
    .addColumn('epoch', 'integer')
    .addColumn('about', 'text', (column) => column.notNull())
    .addColumn('message', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('fault_by_time').on('fault').column('at').execute();
  await schema.createIndex('fault_by_epoch').on('fault').column('epoch').execute();
}

async function workThatBeganUnseen({ schema }: Schema): Promise<void> {
  await schema.alterTable('vm').addColumn('began_by', 'real').execute();
}
