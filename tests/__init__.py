"""The tests, one folder a layer: tidy, unit, property, simulation, faults, e2e, conformance, console, ui, bench.

A regular package, so that no package of this name elsewhere on the machine can stand in its place.
"""
