import { beforeEach, describe, expect, it } from 'vitest';
import { NewLife } from './new-life.ts';

let left: number;
let isHidden: boolean;
let hasArrival: boolean;
let started: number;
const start = () => {
  started += 1;
};

const newLife = (mayLeave = true) =>
  new NewLife({
    mayLeave,
    isHidden: () => isHidden,
    hasArrival: () => hasArrival,
    leave: () => {
      left += 1;
    },
  });

beforeEach(() => {
  left = 0;
  started = 0;
  isHidden = false;
  hasArrival = false;
});

describe('[TC12] where the app goes on after a lock', () => {
  it('[TC12] in a new process, at once', () => {
    expect(newLife().begin()).toBe(true);
    expect(left).toBe(1);
  });

  it('[TC12] nowhere while the calendar stands there, and in a new process when it is left', () => {
    isHidden = true;
    const life = newLife();
    expect(life.begin()).toBe(true);
    expect(left).toBe(0);
    isHidden = false;
    expect(life.afterCalendar(start)).toBe(true);
    expect({ left, started }).toEqual({ left: 1, started: 0 });
  });

  it('[TC12] here, when an invite came in meanwhile that would be lost', () => {
    hasArrival = true;
    expect(newLife().begin()).toBe(false);
    const life = newLife();
    isHidden = true;
    expect(life.begin()).toBe(true);
    expect(life.afterCalendar(start)).toBe(false);
    expect({ left, started }).toEqual({ left: 0, started: 1 });
    // Then it has been taken, and the next lock leaves.
    hasArrival = false;
    isHidden = false;
    expect(life.begin()).toBe(true);
    expect(left).toBe(1);
  });

  it('[TC12] as it is, when the calendar is left before everything has ended', () => {
    const life = newLife();
    expect(life.afterCalendar(start)).toBe(false);
    expect({ left, started }).toEqual({ left: 0, started: 0 });
    expect(life.begin()).toBe(true);
  });

  it('[TC12] always here for a test that is attached', () => {
    const life = newLife(false);
    expect(life.begin()).toBe(false);
    isHidden = true;
    expect(life.begin()).toBe(false);
    expect(life.afterCalendar(start)).toBe(false);
    expect({ left, started }).toEqual({ left: 0, started: 0 });
  });
});
