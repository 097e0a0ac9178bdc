"""How a failing service is called: breaker, gate, retries, rate limits. Pure: callers sleep, call and read clocks.

**Invariant:** nothing here does IO or waits; each part answers what to do now, and takes its clock and its chance from
outside.
"""
