import { basename, dirname, join } from 'node:path';
import { InputError } from '../../domain/errors.ts';
import { readBytes, WholeNumbers } from './whole-numbers.ts';

/** An instance of the ROADEF/EURO challenge 2012 as its two files say it. */
export interface RoadefInstance {
  readonly resources: readonly { readonly transient: boolean; readonly loadWeight: number }[];
  readonly machines: readonly RoadefMachine[];
  readonly services: readonly { readonly spreadMin: number; readonly dependsOn: readonly number[] }[];
  readonly processes: readonly RoadefProcess[];
  readonly balances: readonly {
    readonly of: number;
    readonly against: number;
    readonly target: number;
    readonly weight: number;
  }[];
  readonly weights: { readonly processMove: number; readonly serviceMove: number; readonly machineMove: number };
  /** By process: the machine it is on. */
  readonly assignment: readonly number[];
}

export interface RoadefMachine {
  readonly neighbourhood: number;
  readonly location: number;
  readonly capacity: readonly number[];
  readonly safety: readonly number[];
  /** By machine: what a move from here to there costs. */
  readonly moveCost: readonly number[];
}

export interface RoadefProcess {
  readonly service: number;
  readonly requirement: readonly number[];
  readonly moveCost: number;
}

const MOST_RESOURCES = 100;
const MOST_MACHINES = 20_000;
const MOST_PROCESSES = 1_000_000;

/**
 * Reads a model file (`model_x.txt` or `.txt.gz`) and the assignment beside it (`assignment_x.…`).
 *
 * @throws InputError when one of them is missing or not of the format; it names file, line and what was expected.
 */
export async function readRoadefFiles(modelFile: string): Promise<RoadefInstance> {
  const assignmentFile = assignmentBeside(modelFile);
  const model = readModel(new WholeNumbers(modelFile, await readBytes(modelFile)));
  const numbers = new WholeNumbers(assignmentFile, await readBytes(assignmentFile));
  const assignment = numbers.list(model.processes.length, 'a machine', 0, model.machines.length - 1);
  numbers.end();
  return { ...model, assignment };
}

/** `a1_1` of `…/model_a1_1.txt.gz`. */
export const roadefName = (modelFile: string): string => basename(modelFile).replace(/^model_|\.txt(\.gz)?$/g, '');

function assignmentBeside(modelFile: string): string {
  const name = basename(modelFile);
  if (!name.startsWith('model_')) {
    throw new InputError(modelFile, 'is not named model_…', 'Name the model file; its assignment_… lies beside it.');
  }
  return join(dirname(modelFile), name.replace(/^model_/, 'assignment_'));
}

function readModel(numbers: WholeNumbers): Omit<RoadefInstance, 'assignment'> {
  const resources = times(numbers.next('the number of resources', 1, MOST_RESOURCES), () => ({
    transient: numbers.next('a transient flag', 0, 1) === 1,
    loadWeight: numbers.next('a load weight'),
  }));
  const machineCount = numbers.next('the number of machines', 1, MOST_MACHINES);
  const machines = times(machineCount, () => readMachine(numbers, resources.length, machineCount));
  const serviceCount = numbers.next('the number of services', 1, MOST_PROCESSES);
  const services = times(serviceCount, () => ({
    spreadMin: numbers.next('a spread'),
    dependsOn: numbers.list(
      numbers.next('a number of dependencies', 0, serviceCount),
      'a service',
      0,
      serviceCount - 1,
    ),
  }));
  const processes = times(numbers.next('the number of processes', 1, MOST_PROCESSES), () => ({
    service: numbers.next('a service', 0, serviceCount - 1),
    requirement: numbers.list(resources.length, 'a requirement'),
    moveCost: numbers.next('a move cost'),
  }));
  const balances = times(numbers.next('the number of balances', 0, MOST_RESOURCES ** 2), () => ({
    of: numbers.next('a resource', 0, resources.length - 1),
    against: numbers.next('a resource', 0, resources.length - 1),
    target: numbers.next('a target'),
    weight: numbers.next('a weight'),
  }));
  const weights = {
    processMove: numbers.next('the weight of process moves'),
    serviceMove: numbers.next('the weight of service moves'),
    machineMove: numbers.next('the weight of machine moves'),
  };
  numbers.end();
  return { resources, machines, services, processes, balances, weights };
}

function readMachine(numbers: WholeNumbers, resources: number, machines: number): RoadefMachine {
  return {
    neighbourhood: numbers.next('a neighbourhood', 0, MOST_PROCESSES),
    location: numbers.next('a location', 0, MOST_PROCESSES),
    capacity: numbers.list(resources, 'a capacity'),
    safety: numbers.list(resources, 'a safety capacity'),
    moveCost: numbers.list(machines, 'a move cost'),
  };
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
