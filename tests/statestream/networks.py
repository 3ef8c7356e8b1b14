"""Network files of our own: for each feature of neuron pools, modules and globals a short one that has it."""

POOLS = """\
  image: {shape: [2, 8, 8]}
  label: {shape: [4, 1, 1]}
"""
HEAD = """\
name: feature
agents: 3
interfaces:
  data: {type: mnist, in: [], out: [mnist_image, mnist_label], remap: {mnist_image: image, mnist_label: label}}
"""


def file(pools, synapses="", plasticities="", more=""):
    """The text of a network with an image and a label; of each section the lines that are its own."""
    sections = {
        "neuron_pools": POOLS + indented(pools),
        "synapse_pools": indented(synapses),
        "plasticities": indented(plasticities),
    }
    return (
        HEAD
        + more
        + "".join(f"{name}:{(lines and chr(10) + lines) or ' {}' + chr(10)}" for name, lines in sections.items())
    )


def indented(lines):
    return "".join(f"  {line.strip()}\n" for line in lines.strip().splitlines())


def table(*pairs):
    """What may stand at one place, each in a pool of its own that reads the image: (keys of pool, keys of synapses)."""
    pools = "\n".join(f"p{n}: {{shape: [4, 8, 8], {pool}}}" for n, (pool, _) in enumerate(pairs))
    synapses = "\n".join(f"s{n}: {{source: [[image]], target: p{n}, rf: 3, {one}}}" for n, (_, one) in enumerate(pairs))
    return file(pools, synapses)


SPANS = ("full", "feature", "spatial", "scalar", "False")
NAMES = (
    *("Id", "tanh", "sigmoid", "exp", "erf", "mexp", "relu", "leakyrelu", "selu", "elu", "softplus", "softmax"),
    *("square", "msquare", "gaussian", "sqrt", "abs", "sign", "spiky", "switchsign", "step"),
    *("rectangular", "bilinear", "softround", "linround", "linroundint"),
)
EXPRESSIONS = (
    "$**2 + B.tanh($)",
    "B.exp($) * B.sigmoid($)",
    "B.relu($, thresh=0.5)",
    "-$ / 2 + 1",
    "B.leakyrelu($, leak=0.3) - B.abs($)",
    "B.step($, at=0.2, left=0, right=2)",
    "B.rectangular($, x_min=-0.5, x_max=0.5)",
    "B.bilinear($, peak_loc=0.1, peak_width=0.5)",
    "B.spiky($, threshold=0.5, saturation=1)",
    "B.clip($, -0.5, 0.5)",
    "B.maximum($, -$)",
    "$ - B.mean($, axis=1, keepdims=True)",
    "B.log($, eps=0.01)",
    "B.softround($, p=3)",
    "np.pi * $",
)

POOLS_OF_ALL_KINDS = {
    "every shape of bias": table(*((f"bias_shape: {span}", "tags: [x]") for span in SPANS)),
    "every shape of gain": table(*((f"gain_shape: {span}", "tags: [x]") for span in SPANS)),
    "gain and bias together": table(
        *((f"gain_shape: {a}, bias_shape: {b}", "tags: [x]") for a in SPANS for b in SPANS)
    ),
    "gain and bias of each sample": table(
        *((f"gain_shape: {span}, bias_shape: {span}, unshare: [b, g]", "tags: [x]") for span in SPANS[:4])
    ),
    "layer norms": table(
        *(
            (f"layernorm_mean: {a}, layernorm_std: {b}", "tags: [x]")
            for a in (*SPANS[:3], False)
            for b in (*SPANS[:3], False)
        )
    ),
    "batch norms": table(*((f"batchnorm_mean: {a}, batchnorm_std: {b}", "tags: [x]") for a in SPANS for b in SPANS)),
    "batch and layer norms with gain and bias": table(
        (
            "batchnorm_mean: feature, batchnorm_std: spatial, layernorm_mean: full, layernorm_std: spatial, gain_shape: full",
            "tags: [x]",
        )
    ),
    "every activation": table(*((f"act: {name}", "tags: [x]") for name in NAMES)),
    "expressions as activations": table(*((f'act: "{text}"', "tags: [x]") for text in EXPRESSIONS)),
    "logarithms": file(
        "a: {shape: [4, 8, 8], act: sigmoid}\nb: {shape: [4, 8, 8], act: log}\nc: {shape: [4, 1, 1], act: neglog}\nd: {shape: [4, 1, 1], act: softmax}",
        """
        s: {source: [[image]], target: a, rf: 3}
        t: {source: [[a]], target: b, rf: 1, init W_0_0: id}
        u: {source: [[label]], target: d}
        v: {source: [[d]], target: c, func: "B.clip($00, 0.001, 1)"}
        """,
    ),
    "norms and activations of vectors": file(
        """
        a: {shape: [5, 1, 1], layernorm_mean: full, layernorm_std: full, act: softmax}
        b: {shape: [5, 1, 1], batchnorm_mean: spatial, batchnorm_std: scalar, act: relu, gain_shape: spatial}
        c: {shape: [5, 1, 1], bias_shape: full, gain_shape: feature}
        d: {shape: [5, 1, 1], layernorm_mean: feature, bias_shape: scalar}
        """,
        """
        sa: {source: [[image]], target: a}
        sb: {source: [[image]], target: b}
        sc: {source: [[label]], target: c}
        sd: {source: [[a], [b]], target: d}
        """,
    ),
    "periods and pauses": file(
        """
        a: {shape: [4, 8, 8], period: 2}
        b: {shape: [4, 8, 8], period: 3, period offset: 1}
        c: {shape: [4, 8, 8], period: 3, period offset: 2}
        d: {shape: [4, 8, 8], at start: 1}
        e: {shape: [4, 8, 8], at start: 2}
        """,
        """
        s: {source: [[image]], target: a, rf: 3}
        t: {source: [[image]], target: b, rf: 3}
        u: {source: [[a, b]], target: c, rf: [[1, 3]]}
        v: {source: [[image]], target: d, rf: 3}
        w: {source: [[image]], target: e, rf: 3}
        """,
    ),
    "an interface adds to what a pool computes": file(
        "second: {shape: [4, 1, 1], act: softmax, bias_shape: False}\nlast: {shape: [2, 8, 8], act: tanh, period: 2}\nalone: {shape: [3, 1, 1], act: softmax}",
        "s: {source: [[image]], target: image, rf: 3}\nt: {source: [[image]], target: last, rf: 3}",
        more="  more: {type: cifar10, in: [], out: [cf10_image, cf10_label], remap: {cf10_image: last, cf10_label: second}}\n"
        "  again: {type: roman_numerals, in: [], out: [rn_image, rn_label], remap: {rn_image: image, rn_label: second}}\n",
    ),
    "a neuron pool that is alone": file(
        "a: {shape: [4, 8, 8], act: sigmoid}\nb: {shape: [1, 1, 1], bias_shape: False}"
    ),
    "spikes": file(
        "a: {shape: [2, 8, 8], act: spiky}\nb: {shape: [2, 8, 8], act: spiky}",
        """
        s: {source: [[image]], target: a, rf: 3}
        t: {source: [[a]], target: a, rf: 1, init W_0_0: id, pact: [["$ * B.relu(1 - $)"]]}
        u: {source: [[a]], target: b, rf: 1, init W_0_0: id, pact: [["B.relu($, thresh=1)"]]}
        v: {source: [[b]], target: b, rf: 1, init W_0_0: id}
        """,
    ),
    "gates in modules": HEAD
    + """\
modules:
  cell:
    neuron_pools: {state: {shape: _shape, act: tanh, tags: [_of]}}
    synapse_pools:
      gate: {source: [[_source, state], [_source, state]], target: state, act: [sigmoid, tanh]}
      keep: {source: [[state], [_source, state]], target: state, rf: [[1], [_rf, _rf]], act: [Id, sigmoid], init W_0_0: id}
cell:
  c0: {shape: [4, 1, 1], source: label, rf: 1, of: mine}
  c1: {shape: [3, 1, 1], source: c0_state, rf: 1, of: its}
neuron_pools: {image: {shape: [2, 8, 8]}, label: {shape: [4, 1, 1]}, answer: {shape: [4, 1, 1], act: softmax}}
synapse_pools: {out: {source: [[c1_state], [c0_state]], target: answer}}
plasticities: {}
""",
    "globals and tags": HEAD
    + """\
globals: {features: 8, half: "0.5", wide: 3}
tag_specs: {hidden: {act: tanh, gain_shape: scalar, shape: [features // 2, 8, 8]}, narrow: {rf: wide - 2}}
neuron_pools: {image: {shape: [2, 8, 8]}, label: {shape: [features / 2, 1, 1]}, a: {tags: [hidden]}, b: {tags: [hidden], act: "$ * half"}}
synapse_pools: {s: {source: [[image]], target: a, rf: wide}, t: {source: [[a]], target: b, tags: [narrow]}, u: {source: [[a, image]], target: b, rf: [[wide, "int(2.5 * half)"]]}}
plasticities: {}
""",
    "binary units": file(
        "a: {shape: [4, 8, 8], act: sigmoid, bias_shape: False}\nb: {shape: [3, 8, 8], binary: True}\nv: {shape: [4, 1, 1], binary: True, bias_shape: False}",
        """
        s: {source: [[image]], target: a, rf: 3}
        t: {source: [[a]], target: b, rf: 3, weight_fnc: [[sigmoid]]}
        u: {source: [[a], [b]], target: v, weight_fnc: [[sigmoid], [sigmoid]], bias_shapes: [feature, None]}
        w: {source: [[a, b]], target: v, weight_fnc: [[sigmoid, sigmoid]], bias_shapes: [feature]}
        x: {source: [[b]], target: v, weight_fnc: [[sigmoid]], pact: [[square]]}
        """,
    ),
}
