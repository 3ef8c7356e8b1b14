"""Network files of our own that learn: for each feature of plasticities a short one that has it."""

from tests.statestream.networks import file

CLASSIFIER = (
    """
    hidden: {shape: [3, 4, 4], act: tanh}
    deep: {shape: [5, 1, 1], act: relu, gain_shape: feature}
    answer: {shape: [4, 1, 1], act: softmax}
    """,
    """
    s: {source: [[image]], target: hidden, rf: 3}
    t: {source: [[hidden]], target: deep}
    u: {source: [[deep]], target: answer}
    """,
)
LISTED = (
    "[[sp, s, W_0_0], [sp, t, W_0_0], [sp, u, W_0_0], [np, hidden, b], [np, deep, b], [np, deep, g], [np, answer, b]]"
)
WINDOW = "source: answer, source_t: 3, target: label, target_t: 0"


def learns(plasticities, pools="", synapses=""):
    """The classifier, with more pools and synapse pools, and with these plasticities."""
    return file(CLASSIFIER[0] + "\n" + pools, CLASSIFIER[1] + "\n" + synapses, plasticities)


def by(function, more=""):
    """The classifier that learns all of its parameters."""
    return learns(f"l: {{type: loss, loss_function: {function}, {WINDOW}, lr: 0.05, {more} parameter: {LISTED}}}")


def learning_of(pools, synapses, listed, lr=0.05, window="source: a, source_t: 1, target: image, target_t: 0"):
    """A network whose parameters are learned by the mean squared error."""
    return file(pools, synapses, f"l: {{type: loss, loss_function: MSE, {window}, lr: {lr}, parameter: [{listed}]}}")


ADAM = "optimizer: adam, decay: 0.999, momentum: 0.99,"
PLASTICITIES_OF_ALL_KINDS = {
    **{
        f"the loss {name}": by(name) for name in ("MSE", "MAE", "hinge", "negloglikelihood", "categorical_crossentropy")
    },
    "adam as its files set it": by("negloglikelihood", ADAM),
    "adam by default": by("MSE", "optimizer: adam,"),
    "rmsprop": by("MSE", "optimizer: rmsprop, rho: 0.8,"),
    "rmsprop by default": by("negloglikelihood", "optimizer: rmsprop,"),
    "gradient descent with steps that are cut": by("negloglikelihood", "").replace("lr: 0.05", "lr: 30"),
    "a learning rate of its own": by("MSE").replace("lr: 0.05, ", ""),
    "a late start": by("MSE", "startframe: 5,"),
    "an early start": by("MSE", "startframe: 0,"),
    "a period": by("MSE", "period: 3, period offset: 1,"),
    "adam with a period": by("MSE", ADAM + "period: 2,"),
    "ignored split": by("MSE", "ignore_split: True,"),
    "minimize": learns(
        "l: {type: loss, loss_function: minimize, source: deep, source_t: 2, lr: 0.1, parameter: [[sp, s, W_0_0], [sp, t, W_0_0]]}"
    ),
    "maximize": learns(
        "l: {type: loss, loss_function: maximize, source: hidden, source_t: 1, lr: 0.1, parameter: [[sp, s, W_0_0], [np, hidden, b]]}"
    ),
    "a loss in the network": learns(
        """
        l: {type: loss, loss_function: minimize, source: cost, source_t: 5, optimizer: rmsprop, lr: 0.01, parameter: [[sp, s, W_0_0], [sp, u, W_0_0], [np, deep, b]]}
        """,
        """
        l1: {shape: [4, 1, 1]}
        l2: {shape: [4, 1, 1]}
        l3: {shape: [4, 1, 1]}
        l4: {shape: [4, 1, 1]}
        logs: {shape: [4, 1, 1], act: neglog}
        cost: {shape: [1, 1, 1]}
        """,
        """
        k1: {source: [[label]], target: l1, init W_0_0: id}
        k2: {source: [[l1]], target: l2, init W_0_0: id}
        k3: {source: [[l2]], target: l3, init W_0_0: id}
        k4: {source: [[l3]], target: l4, init W_0_0: id}
        k5: {source: [[answer]], target: logs, init W_0_0: id}
        k6: {source: [[logs], [l4]], target: cost}
        """,
    ),
    "a later target": learns(
        f"l: {{type: loss, loss_function: MSE, source: answer, source_t: 3, target: late, target_t: 1, lr: 0.1, parameter: {LISTED}}}",
        "late: {shape: [4, 1, 1]}",
        "k: {source: [[label]], target: late}",
    ),
    "a target behind what is measured": learns(
        "l: {type: loss, loss_function: MSE, source: hidden, source_t: 1, target: far, target_t: 2, lr: 0.1, parameter: [[sp, s, W_0_0], [sp, k, W_0_0], [sp, k2, W_0_0]]}",
        "near: {shape: [3, 4, 4]}\nfar: {shape: [3, 4, 4], act: tanh}",
        "k: {source: [[image]], target: near, rf: 3}\nk2: {source: [[near]], target: far, rf: 3}",
    ),
    "a mask": file(
        "mask: {shape: [1, 8, 8]}\na: {shape: [3, 8, 8], act: softmax}\ncopy: {shape: [3, 8, 8]}\nb: {shape: [3, 8, 8]}",
        """
        s: {source: [[image]], target: b, rf: 3}
        t: {source: [[b]], target: a, rf: 3}
        """,
        """
        l: {type: loss, loss_function: negloglikelihood, source: a, source_t: 2, target: copy, target_t: 0, mask: mask, lr: 0.1, parameter: [[sp, s, W_0_0], [sp, t, W_0_0], [np, a, b]]}
        m: {type: loss, loss_function: minimize, source: a, source_t: 1, mask: mask, lr: 0.1, parameter: [[sp, t, W_0_0]]}
        """,
        more="  more: {type: cifar10, in: [], out: [cf10_image, cf10_label], remap: {cf10_image: copy, cf10_label: mask}}\n",
    ),
    "a mask for samples": by("MSE", "mask: valid,").replace(
        "neuron_pools:\n", "neuron_pools:\n  valid: {shape: [1, 1, 1]}\n"
    ),
    "a mask of several features, of which the first counts": file(
        "b: {shape: [3, 8, 8], act: sigmoid}\na: {shape: [2, 8, 8]}",
        "s: {source: [[image]], target: b, rf: 3}\nt: {source: [[b]], target: a, rf: 3}",
        "l: {type: loss, loss_function: MSE, source: a, source_t: 1, target: image, target_t: 0, mask: b, lr: 0.1, parameter: [[sp, t, W_0_0]]}",
    ),
    "classes at each place": file(
        "a: {shape: [3, 8, 8], act: softmax}\nright: {shape: [3, 8, 8]}",
        "s: {source: [[image]], target: a, rf: 5}",
        """
        l: {type: loss, loss_function: negloglikelihood, source: a, source_t: 1, target: right, target_t: 0, lr: 0.5, parameter: [[sp, s, W_0_0]]}
        m: {type: loss, loss_function: categorical_crossentropy, source: a, source_t: 1, target: right, target_t: 0, lr: 0.5, parameter: [[np, a, b]]}
        """,
        more="  more: {type: cifar10, in: [], out: [cf10_image], remap: {cf10_image: right}}\n",
    ),
    "several plasticities on the same parameters": learns(
        f"""
        l: {{type: loss, loss_function: MSE, {WINDOW}, lr: 0.1, {ADAM} parameter: {LISTED}}}
        m: {{type: loss, loss_function: minimize, source: deep, source_t: 2, optimizer: rmsprop, lr: 0.01, parameter: [[sp, s, W_0_0], [sp, t, W_0_0], [np, deep, g]]}}
        n: {{type: loss, loss_function: maximize, source: hidden, source_t: 1, lr: 0.1, startframe: 4, parameter: [[sp, s, W_0_0]]}}
        """
    ),
    "skipped layers, which the window leaves out": learns(
        f"""
        l: {{type: loss, loss_function: MSE, {WINDOW}, lr: 0.1, parameter: {LISTED}}}
        m: {{type: loss, loss_function: MSE, source: answer, source_t: 2, target: label, target_t: 0, lr: 0.1, parameter: [[sp, k, W_0_0], [sp, s, W_0_0]]}}
        n: {{type: loss, loss_function: MSE, source: answer, source_t: 1, target: label, target_t: 0, lr: 0.1, parameter: [[sp, k2, W_0_0], [sp, u, W_0_0], [sp, k, W_0_0], [np, answer, b]]}}
        """,
        "",
        "k: {source: [[hidden]], target: answer}\nk2: {source: [[image]], target: answer}",
    ),
    "recurrent pools": learns(
        f"l: {{type: loss, loss_function: MSE, {WINDOW}, lr: 0.1, parameter: [[sp, s, W_0_0], [sp, k, W_0_0], [sp, k2, W_0_0], [sp, k2, W_1_0]]}}",
        "",
        "k: {source: [[deep]], target: deep}\nk2: {source: [[answer], [deep]], target: deep, act: [tanh, sigmoid]}",
    ),
    "a window deeper than the shortest path": learns(
        "l: {type: loss, loss_function: MSE, source: answer, source_t: 5, target: label, target_t: 0, lr: 0.1, parameter: [[sp, t, W_0_0], [sp, k, W_0_0], [sp, u, W_0_0], [np, answer, b]]}",
        "",
        "k: {source: [[deep]], target: deep}",
    ),
    "all parameters of a synapse pool": learning_of(
        "b: {shape: [2, 8, 8], act: tanh}\na: {shape: [2, 8, 8]}",
        """
        s: {source: [[image]], target: b, rf: 3, init W_0_0: id}
        t: {source: [[b, image], [label]], target: a, rf: [[3, 1], [0]], ppp: [[3, 0], [2]], pact: [[tanh, Id], [Id]], act: [tanh, sigmoid], bias_shapes: [full, feature], M: [5, 3], ACT: tanh}
        """,
        "[sp, t, W_0_0], [sp, t, W_0_1], [sp, t, W_1_0], [sp, t, P_0_0], [sp, t, P_1_0], [sp, t, M], [sp, t, b_0], [sp, t, b_1], [np, a, b]",
    ),
    "maxima, sums and shapes of factors": learning_of(
        "a: {shape: [2, 8, 8]}",
        """
        s: {source: [[image]], target: a, rf: 3, maxout: 2, avgout: 3}
        t: {source: [[image], [image]], target: a, factor_shapes: [feature, spatial], rf: [[0], [5]], bias_shapes: [scalar, spatial]}
        u: {source: [[image]], target: a, rf: 3, weight_shapes: [[tgt_spatial]], weight_fnc: [[exp]]}
        """,
        "[sp, s, W_0_0], [sp, t, W_0_0], [sp, t, W_1_0], [sp, t, b_0], [sp, t, b_1], [sp, u, W_0_0]",
        0.005,
    ),
    "norms, gains and biases of all shapes": learning_of(
        "a: {shape: [2, 8, 8], gain_shape: spatial, bias_shape: full, layernorm_mean: full, layernorm_std: spatial, batchnorm_std: feature, act: tanh}\nb: {shape: [2, 8, 8], gain_shape: scalar, bias_shape: spatial, act: sigmoid}",
        "t: {source: [[image]], target: b, rf: 3}\ns: {source: [[b]], target: a, rf: 3}",
        "[sp, s, W_0_0], [np, a, g], [np, a, b], [np, b, g], [np, b, b], [sp, t, W_0_0]",
        window="source: a, source_t: 2, target: image, target_t: 0",
    ),
    "biases of each sample": learning_of(
        "a: {shape: [2, 8, 8], unshare: [b], act: tanh}",
        "s: {source: [[image]], target: a, rf: 3}",
        "[sp, s, W_0_0], [np, a, b]",
        1,
    ),
    "weights of each sample": learning_of(
        "a: {shape: [2, 8, 8], act: tanh}",
        "s: {source: [[image]], target: a, rf: 3, unshare: [W_0_0]}\nt: {source: [[label]], target: a, unshare: [W_0_0]}",
        "[sp, s, W_0_0], [sp, t, W_0_0]",
        1,
    ),
    "shared weights, listed by their owner": learning_of(
        "b: {shape: [2, 8, 8]}\na: {shape: [2, 8, 8]}",
        "s: {source: [[image]], target: b, rf: 3}\nt: {source: [[b]], target: a, rf: 3, share params: {W_0_0: [s, W_0_0]}}",
        "[sp, s, W_0_0]",
        window="source: a, source_t: 2, target: image, target_t: 0",
    ),
    "shared weights, listed by who shares them": learning_of(
        "b: {shape: [2, 8, 8]}\na: {shape: [2, 8, 8]}",
        "s: {source: [[image]], target: b, rf: 3}\nt: {source: [[b]], target: a, rf: 3, share params: {W_0_0: [s, W_0_0]}}",
        "[sp, t, W_0_0]",
        window="source: a, source_t: 2, target: image, target_t: 0",
    ),
    "shared weights, listed by both": learning_of(
        "b: {shape: [2, 8, 8]}\na: {shape: [2, 8, 8]}",
        "s: {source: [[image]], target: b, rf: 3}\nt: {source: [[b]], target: a, rf: 3, share params: {W_0_0: [s, W_0_0]}}",
        "[sp, s, W_0_0], [sp, t, W_0_0]",
        window="source: a, source_t: 2, target: image, target_t: 0",
    ),
    "a shared weight of which the window sees one use": learning_of(
        "b: {shape: [2, 8, 8]}\na: {shape: [2, 8, 8]}",
        "s: {source: [[image]], target: b, rf: 3}\nt: {source: [[image]], target: a, rf: 3, share params: {W_0_0: [s, W_0_0]}}",
        "[sp, t, W_0_0]",
    ),
    "bounds": by("MSE")
    .replace("rf: 3}", "rf: 3, min W_0_0: -0.2, max W_0_0: 0.3}")
    .replace("target: deep}", "target: deep, max W_0_0: 0.1}"),
    "a synapse pool that is off": learns(
        f"l: {{type: loss, loss_function: MSE, {WINDOW}, lr: 0.1, parameter: [[sp, k, W_0_0], [sp, s, W_0_0]]}}",
        "",
        "k: {source: [[image]], target: hidden, rf: 5, at start: 2}\nk2: {source: [[image]], target: hidden, rf: 5, at start: 1}",
    ),
    "expressions that learn": learning_of(
        "c: {shape: [2, 8, 8]}\nb: {shape: [2, 8, 8]}\na: {shape: [2, 8, 8]}",
        """
        s: {source: [[image]], target: b, rf: 3}
        s2: {source: [[image]], target: c, rf: 3}
        t: {source: [[b], [c]], target: a, func: "B.tanh($00) * $10 - 0.5"}
        """,
        "[sp, s, W_0_0], [sp, s2, W_0_0], [np, c, b]",
        window="source: a, source_t: 2, target: image, target_t: 0",
    ),
    "spatial transformers that learn": learning_of(
        "map: {shape: [2, 8, 8], act: sigmoid}\na: {shape: [2, 8, 8]}\ncopy: {shape: [2, 8, 8]}",
        """
        s: {source: [[image]], target: map, rf: 3}
        k: {source: [[image]], target: copy, rf: 3}
        t: {source: [[copy], [map]], target: a, tags: [TRANSFORMER]}
        """,
        "[sp, s, W_0_0], [np, map, b], [sp, k, W_0_0]",
        window="source: a, source_t: 2, target: image, target_t: 0",
    ),
    "regularizers": learns(
        """
        r: {type: L_regularizer, L1: 0.02, L2: 0.01, lr: 0.5, parameter: [[sp, s, W_0_0], [np, deep, b]]}
        q: {type: L_regularizer, L2: 0.1, optimizer: adam, momentum: 0.9, decay: 0.99, lr: 0.01, startframe: 4, parameter: [[sp, t, W_0_0]]}
        """
    ),
    "a regularizer beside a loss": by("MSE").rstrip()
    + "\n  r: {type: L_regularizer, L1: 0.02, lr: 0.1, parameter: [[sp, s, W_0_0]]}\n",
    "a loss that is off": by("MSE", "at start: 1,"),
    "a rule that is off": learns(
        "h: {type: hebbian, modus: hebbian, at start: 2, source: deep, target: answer, parameter: [[sp, u, W_0_0]]}"
    ),
    **{
        f"the rule {modus}": learns(
            f"h: {{type: hebbian, modus: {modus}, source: deep, target: answer, lr: 0.01, parameter: [[sp, u, W_0_0]]}}"
        )
        for modus in ("hebbian", "anti_hebbian", "dt hebbian", "dt anti_hebbian")
    },
    "a hebbian rule from a map": learns(
        "h: {type: hebbian, modus: hebbian, source: hidden, target: deep, lr: 0.01, startframe: 4, parameter: [[sp, t, W_0_0]]}"
    ),
    "a hebbian rule with rmsprop beside a regularizer": learns(
        """
        h: {type: hebbian, modus: hebbian, optimizer: rmsprop, source: deep, target: answer, lr: 0.01, parameter: [[sp, u, W_0_0]]}
        r: {type: L_regularizer, L1: 0.02, lr: 0.1, parameter: [[sp, u, W_0_0]]}
        """
    ),
}
