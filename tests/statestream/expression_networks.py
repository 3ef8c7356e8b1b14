"""Networks that use the whole expression language: of maps, of vectors, and of several sources at once."""

from tests.statestream.networks import file

ACTS = (
    "$ - B.mean($)",
    "$ / (B.std($, axis=(2, 3), keepdims=True) + 1)",
    "$ - B.min($, 1, True) / (1 + B.square(B.max($, keepdims=True)))",
    "$ * B.prod(B.tanh($), axis=1, keepdims=True)",
    "$ * B.any($ > 1.5, axis=1, keepdims=True)",
    "$ * B.cast($ > 0, 'float32') + B.cast($ * 3, \\\"int32\\\")",
    "$ / B.shape($)[0] + B.ndim($)",
    "B.reshape(B.flatten($), B.shape($)) * 2",
    "B.reshape($, [3, -1, WIDE, WIDE]) - B.ones(B.shape($))",
    "$ + B.reshape(B.argmax($, axis=1), (-1, 1, WIDE, WIDE))",
    "B.dimshuffle($, (0, 1, 3, 2)) + B.dimshuffle(B.sum($, axis=(1, 2)), (0, 'x', 'x', 1))",
    "B.repeat($[:, ::2], 2, 1) + $",
    "B.dot($, B.ones((WIDE, WIDE))) - B.var($, axis=None)",
    "B.concatenate([$[:, 1:], B.zeros((3, 1, WIDE, WIDE))], axis=1)",
    "B.concatenate([$]) + B.tensordot($, B.ones([WIDE, WIDE]), axes=[[3], [0]])",
    "B.MSE($, 0.5) + B.MAE($, 1) - B.hinge($, 2)",
    "B.negloglikelihood($, 2) + B.maximize($) * B.minimize($)",
    "np.sqrt(2.0) * $ + np.exp(1) - B.clip($, min_value=-1, max_value=np.float32(0.5))",
    "B.minimum(x=$, y=0.5) ** 2",
)
FUNCTIONS = (
    "B.conv2d($00, B.ones((4, 2, 3, 3)) / 9)",
    "B.conv2d($00, B.ones((4, 2, 3, 3)), filter_dilation=(2, 2)) + B.shape($00)[1]",
    "B.conv2d(B.repeat(B.repeat($00, 2, 2), 2, 3), B.ones((4, 2, 3, 2)), subsample=(2, 2))",
    "B.conv2d($00, B.ones((4, 2, 1, 1)), border_mode='valid')",
    "B.concatenate([$00, $00], axis=1) * $10",
    "B.dot($01, $01)[:, :1] * B.mean($10)",
    "B.categorical_crossentropy(B.sigmoid($00), B.square($00))[:, :1, :, None] + $10",
    "B.tensordot($00, B.ones((8, 8, 5)), 2)[:, :1, :1, None] * B.mean($00, axis=(2, 3), keepdims=True)[:, 1:] + $10",
)
OF_VECTORS = (
    "$00 - B.sum($00, axis=(1, 2, 3), keepdims=True)",
    "B.concatenate([$00[:, :2], $10[:, 2:]], axis=1)",
    "B.max($01, axis=(2, 3), keepdims=True)[:, :1] * $00",
    "B.reshape(B.mean($01, axis=[2, 3]), (3, 2, 1, 1))[:, 1:] + $10",
    "B.dot(B.dimshuffle($00, (0, 2, 3, 1)), B.dimshuffle($10, (0, 2, 1, 3))) * B.ones((3, 4, 1, 1)) + B.sum($00, axis=1, keepdims=True)",
    "$00 * B.MSE($10, $00)",
)


def acts(size, wide):
    """A pool, and a pool behind one of two factors, for each act."""
    texts = [act.replace("WIDE", str(wide)) for act in ACTS]
    pools = "\n".join(f'p{n}: {{shape: {size}, act: "{act}"}}' for n, act in enumerate(texts))
    window = "rf: 3, " if wide > 1 else ""
    synapses = "\n".join(f"s{n}: {{source: [[image]], target: p{n}, {window}tags: [x]}}" for n in range(len(ACTS)))
    more = "\n".join(
        f't{n}: {{source: [[image], [image]], target: p{n}, {window}act: ["{act}", tanh], ACT: "{act}"}}'
        for n, act in enumerate(texts)
    )
    return file(pools, f"{synapses}\n{more}")


def functions(texts, size, first):
    """A pool for each expression of sources."""
    pools = "\n".join(f"p{n}: {{shape: {size}}}" for n in range(len(texts))) + "\nother: {shape: [4, 1, 1], act: tanh}"
    synapses = "\n".join(
        f's{n}: {{source: [[{first}, image], [other]], target: p{n}, func: "{one}"}}' for n, one in enumerate(texts)
    )
    return file(pools, f"{synapses}\ntold: {{source: [[label]], target: other}}")


EXPRESSIONS = {
    "acts of maps": acts("[4, 8, 8]", 8),
    "acts of vectors": acts("[4, 1, 1]", 1),
    "functions of maps": functions(FUNCTIONS, "[4, 8, 8]", "image"),
    "functions of vectors": functions(OF_VECTORS, "[4, 1, 1]", "label"),
}
