/** What a site's devices say is a few hundred texts; what a hostile one makes up must not fill the memory. */
const mostTexts = 5000;

/**
 * A pure function of rules and a text that remembers its answers, for as long as the rules are in use: the devices of a
 * site say the same texts in every poll, and looking through the words of all the panel's languages is dear.
 */
export function remember<Rules extends object, Value>(
  decide: (rules: Rules, text: string) => Value,
): (rules: Rules, text: string) => Value {
  const knownOf = new WeakMap<Rules, Map<string, { readonly value: Value }>>();
  return (rules, text) => {
    const known = knownOf.get(rules) ?? new Map<string, { readonly value: Value }>();
    const before = known.get(text);
    if (before !== undefined) return before.value;
    const value = decide(rules, text);
    if (known.size >= mostTexts) known.clear();
    known.set(text, { value });
    knownOf.set(rules, known);
    return value;
  };
}
