import { Engine } from './engine.ts';
import type { Enactment, EnactSettings, EnactWorld, Outcome, Work } from './world.ts';

/** An enactment with nothing to do yet. */
export const enactment = (world: EnactWorld, settings: EnactSettings): Enactment => new Engine(world, settings);

/** Carries out one plan, whole; gives how each action ended, in the order of the ends. */
export async function enact(work: Work, world: EnactWorld, settings: EnactSettings): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const running = enactment(
    {
      ...world,
      heard: (news) => {
        if (news.kind === 'ended') outcomes.push(news.outcome);
        world.heard(news);
      },
    },
    settings,
  );
  running.take(work);
  await running.drive();
  return outcomes;
}
