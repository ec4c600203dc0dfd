# Fuzzy inference as it is mostly written for MicroPython: objects, dictionaries, floats, samples.

SAMPLES = 101


class Trapezoid:
    def __init__(self, a, b, c, d):
        self.a, self.b, self.c, self.d = a, b, c, d

    def degree(self, x):
        if self.b <= x <= self.c:
            return 1.0
        if x <= self.a or x >= self.d:
            return 0.0
        if x < self.b:
            return (x - self.a) / (self.b - self.a)
        return (self.d - x) / (self.d - self.c)


class Rule:
    def __init__(self, conditions, conclusion):
        self.conditions = conditions  # term by input
        self.conclusion = conclusion  # term of the output

    def strength(self, terms, values):
        degrees = [
            terms[name][term].degree(values[name]) for name, term in self.conditions.items()
        ]
        return min(degrees)


class Mamdani:
    """Minimum, maximum, centroid."""

    def __init__(self, inputs, output, output_range, rules):
        self.inputs = {
            name: {term: Trapezoid(*corners) for term, corners in terms.items()}
            for name, terms in inputs.items()
        }
        self.output = {term: Trapezoid(*corners) for term, corners in output.items()}
        self.low, self.high = output_range
        self.rules = [Rule(conditions, conclusion) for conditions, conclusion in rules]

    def infer(self, values):
        strengths = [(rule.strength(self.inputs, values), rule) for rule in self.rules]
        area = 0.0
        moment = 0.0
        for i in range(SAMPLES):
            x = self.low + i * (self.high - self.low) / (SAMPLES - 1)
            degree = 0.0
            for strength, rule in strengths:
                degree = max(degree, min(strength, self.output[rule.conclusion].degree(x)))
            area += degree
            moment += degree * x
        return moment / area if area else None


class Sugeno(Mamdani):
    """Minimum, weighted average of constants."""

    def __init__(self, inputs, output, output_range, rules):
        super().__init__(inputs, {}, output_range, rules)
        self.output = output

    def infer(self, values):
        area = 0.0
        moment = 0.0
        for rule in self.rules:
            strength = rule.strength(self.inputs, values)
            area += strength
            moment += strength * self.output[rule.conclusion]
        return moment / area if area else None
