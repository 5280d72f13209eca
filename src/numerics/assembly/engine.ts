// Functions of the engine, so that they give here what they give in TypeScript.

// @ts-ignore: decorator
@external("engine", "log")
export declare function log(x: f64): f64
// @ts-ignore: decorator
@external("engine", "log1p")
export declare function log1p(x: f64): f64
// @ts-ignore: decorator
@external("engine", "exp")
export declare function exp(x: f64): f64
// @ts-ignore: decorator
@external("engine", "pow")
export declare function pow(base: f64, exponent: f64): f64
// @ts-ignore: decorator
@external("engine", "sin")
export declare function sin(x: f64): f64
// @ts-ignore: decorator
@external("engine", "cos")
export declare function cos(x: f64): f64
// @ts-ignore: decorator
@external("engine", "atanh")
export declare function atanh(x: f64): f64
