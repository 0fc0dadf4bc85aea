// Seeded chance: the same seed makes the same choices.

export type Chance = ReturnType<typeof chanceFrom>;

export function chanceFrom(seed: number) {
    let state = seed >>> 0;
    // Mulberry32.
    const next = (): number => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    return {
        below: (limit: number): number => Math.floor(next() * limit),
        pick: <T>(items: readonly T[]): T | undefined => items[Math.floor(next() * items.length)],
        happens: (probability: number): boolean => next() < probability,
    };
}
