"""Network files of our own: for each feature of synapse pools a short one that has it."""

from tests.statestream.networks import SPANS, file

SYNAPSES_OF_ALL_KINDS = {
    "windows of all kinds": file(
        """
        same: {shape: [3, 8, 8]}
        half: {shape: [3, 4, 4]}
        quarter: {shape: [3, 2, 2]}
        twice: {shape: [2, 16, 16]}
        one: {shape: [5, 1, 1]}
        """,
        """
        s1: {source: [[image]], target: same, rf: 1}
        s2: {source: [[image]], target: same, rf: 2}
        s3: {source: [[image]], target: same, rf: [[3]]}
        s5: {source: [[image]], target: same, rf: 5, dilation: [[2]]}
        h1: {source: [[image]], target: half, rf: 1}
        h2: {source: [[image]], target: half, rf: 2}
        h3: {source: [[same]], target: half, rf: 3}
        h4: {source: [[same]], target: half, rf: 4}
        h5: {source: [[same]], target: half, rf: 7}
        q: {source: [[image]], target: quarter, rf: 5}
        q1: {source: [[half]], target: quarter, rf: 3}
        t3: {source: [[image]], target: twice, rf: 3}
        t1: {source: [[half]], target: twice, rf: 1}
        t4: {source: [[quarter]], target: twice, rf: 4}
        o: {source: [[image]], target: one}
        o1: {source: [[half]], target: one, rf: 1}
        o2: {source: [[label]], target: one}
        o3: {source: [[label]], target: one, rf: 1}
        """,
    ),
    "a dilated window with a stride": file(
        "a: {shape: [3, 4, 4]}",
        """
        s: {source: [[image]], target: a, rf: 3, dilation: [[2]]}
        t: {source: [[image]], target: a, rf: 3, share params: {W_0_0: [s, W_0_0]}}
        """,
    ),
    "dense onto a map": file(
        "a: {shape: [3, 8, 8]}\nb: {shape: [3, 4, 4]}\nc: {shape: [1, 1, 1]}",
        """
        s: {source: [[label]], target: a}
        t: {source: [[image]], target: a, rf: 3}
        u: {source: [[a]], target: b}
        v: {source: [[a]], target: b, rf: 8}
        w: {source: [[c]], target: a, rf: 1}
        x: {source: [[a]], target: c}
        """,
    ),
    "lines": file(
        """
        line: {shape: [2, 8, 1]}
        a: {shape: [3, 8, 1]}
        b: {shape: [3, 8, 1]}
        c: {shape: [4, 1, 1]}
        """,
        """
        s: {source: [[line]], target: a, rf: 3}
        t: {source: [[line]], target: a, rf: 2}
        t2: {source: [[line]], target: a, rf: 3, dilation: [[2]]}
        u: {source: [[a]], target: b}
        v: {source: [[a]], target: b, rf: 1}
        w: {source: [[b]], target: c}
        x: {source: [[c]], target: line}
        y: {source: [[a, b], [b, a]], target: line, rf: [[3, 1], [0, 5]], act: [tanh, sigmoid]}
        """,
    ),
    "oblong maps": file(
        """
        a: {shape: [3, 8, 4]}
        b: {shape: [3, 4, 2]}
        c: {shape: [2, 16, 8]}
        d: {shape: [2, 1, 1]}
        e: {shape: [2, 4, 8]}
        f: {shape: [2, 2, 4]}
        """,
        """
        s: {source: [[c]], target: a, rf: 5}
        t: {source: [[a]], target: b, rf: 3}
        u: {source: [[b]], target: c, rf: 3}
        v: {source: [[a]], target: d}
        x: {source: [[b]], target: b, rf: 3}
        y: {source: [[e]], target: f, rf: 3}
        z: {source: [[d]], target: e}
        """,
    ),
    "inputs summed and factors multiplied": file(
        """
        a: {shape: [3, 8, 8]}
        b: {shape: [3, 4, 4]}
        c: {shape: [5, 1, 1]}
        """,
        """
        s: {source: [[image, a]], target: a, rf: [[3, 1]]}
        t: {source: [[image], [a]], target: a, rf: [[3], [5]]}
        u: {source: [[image, a], [b, label], [b]], target: b, rf: [[3, 5], [1, 0], [3]], act: [tanh, sigmoid, Id]}
        v: {source: [[image, label], [b, a]], target: c, act: [tanh, sigmoid], ACT: tanh}
        """,
    ),
    "every pair of shapes of factors": file(
        "\n".join(f"p{n}: {{shape: [4, 8, 8]}}" for n in range(10)),
        "\n".join(
            f"s{n}: {{source: [[image], [image]], target: p{n}, factor_shapes: [{a}, {b}], rf: [[{ra}], [{rb}]]}}"
            for n, (a, b, ra, rb) in enumerate(
                [
                    ("full", "full", 5, 3),
                    ("full", "feature", 5, 0),
                    ("full", "spatial", 5, 3),
                    ("full", "scalar", 5, 0),
                    ("feature", "feature", 0, 0),
                    ("feature", "spatial", 0, 3),
                    ("feature", "scalar", 0, 0),
                    ("spatial", "spatial", 3, 5),
                    ("spatial", "scalar", 3, 0),
                    ("scalar", "scalar", 0, 0),
                ]
            )
        ),
    ),
    "one factor of each shape": file(
        "\n".join(f"p{n}: {{shape: [4, 8, 8]}}" for n in range(7)),
        """
        s0: {source: [[image]], target: p0, factor_shapes: [spatial], rf: 3}
        s1: {source: [[image]], target: p1, factor_shapes: [feature]}
        s2: {source: [[image]], target: p2, factor_shapes: [scalar]}
        s3: {source: [[image]], target: p3, factor_shapes: [feature], rf: 3}
        s4: {source: [[image]], target: p4, factor_shapes: [scalar], rf: 3}
        s5: {source: [[p1, image]], target: p5, factor_shapes: [spatial], rf: [[1, 0]], act: [tanh]}
        s6: {source: [[p1, image]], target: p6, factor_shapes: [feature], act: [tanh], bias_shapes: [feature]}
        """,
    ),
    "factors onto a vector": file(
        "a: {shape: [4, 1, 1]}\nb: {shape: [4, 1, 1]}",
        """
        s: {source: [[image], [label]], target: a, factor_shapes: [feature, scalar]}
        t: {source: [[image], [label]], target: b, factor_shapes: [scalar, spatial], act: [tanh, sigmoid]}
        """,
    ),
    "shapes of targets": file(
        "a: {shape: [4, 8, 8]}",
        """
        s: {source: [[image, image]], target: a, rf: [[3, 0]], target_shapes: [[full, feature]]}
        t: {source: [[image], [image]], target: a, rf: [[3], [3]], target_shapes: [[full], [spatial]], factor_shapes: [full, spatial]}
        """,
    ),
    "every shape of a factor's bias": file(
        "\n".join(f"p{n}: {{shape: [4, 8, 8]}}" for n in range(12)) + "\nv: {shape: [4, 1, 1]}",
        "\n".join(
            [
                *(
                    f"a{n}: {{source: [[image]], target: p{n}, rf: 3, bias_shapes: [{b}]}}"
                    for n, b in enumerate(SPANS[:4])
                ),
                *(
                    f"b{n}: {{source: [[image, p{n}]], target: p{n}, rf: [[3, 3]], bias_shapes: [{b}]}}"
                    for n, b in enumerate(SPANS[:4], 4)
                ),
                *(
                    f"c{n}: {{source: [[image], [p1]], target: p{n}, rf: [[3], [3]], bias_shapes: [{b}, {c}], act: [tanh, Id]}}"
                    for n, (b, c) in enumerate([("full", "None"), ("None", "spatial"), ("feature", "scalar")], 8)
                ),
                "d: {source: [[image], [image]], target: p11, rf: [[3], [0]], factor_shapes: [spatial, feature], bias_shapes: [spatial, feature]}",
                "e: {source: [[image]], target: v, bias_shapes: [spatial]}",
                "f: {source: [[image]], target: v, bias_shapes: [full], act: [tanh]}",
            ]
        ),
    ),
    "every shape of weights": file(
        "\n".join(f"p{n}: {{shape: [4, 8, 8]}}" for n in range(8))
        + "\nsmall: {shape: [4, 4, 4]}\nbig: {shape: [4, 16, 16]}",
        "\n".join(
            line
            for n, form in enumerate(
                ("full", "feature", "spatial", "scalar", "src_feature", "tgt_feature", "src_spatial", "tgt_spatial")
            )
            for line in (
                f"s{n}: {{source: [[image]], target: p{n}, rf: 3, weight_shapes: [[{form}]]}}",
                f"t{n}: {{source: [[p{n}]], target: small, rf: 3, weight_shapes: [[{form}]]}}",
                f"u{n}: {{source: [[p{n}]], target: big, rf: 5, weight_shapes: [[{form}]], act: [tanh]}}",
            )
        ),
    ),
    "shapes of weights without a window": file(
        "p: {shape: [4, 8, 8]}\nsmall: {shape: [4, 4, 4]}\nv: {shape: [4, 1, 1]}",
        """
        a: {source: [[image]], target: p, weight_shapes: [[feature]]}
        b: {source: [[image]], target: small, weight_shapes: [[tgt_feature]]}
        c: {source: [[image]], target: small, weight_shapes: [[scalar]]}
        d: {source: [[label]], target: v, weight_shapes: [[src_feature]]}
        e: {source: [[label]], target: v, weight_shapes: [[scalar]]}
        f: {source: [[label]], target: v, weight_shapes: [[tgt_spatial]]}
        g: {source: [[image]], target: v, weight_shapes: [[src_spatial]]}
        h: {source: [[image]], target: v, weight_shapes: [[spatial]]}
        i: {source: [[image]], target: v, weight_shapes: [[tgt_spatial]]}
        """,
    ),
    "functions of weights": file(
        "a: {shape: [4, 8, 8]}\nv: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, weight_fnc: [[exp]]}
        t: {source: [[image, a]], target: v, weight_fnc: [[tanh, square]]}
        u: {source: [[image]], target: a, rf: 3, weight_fnc: [[abs]], weight_shapes: [[feature]]}
        """,
    ),
    "projections": file(
        "a: {shape: [4, 8, 8]}\nb: {shape: [4, 4, 4]}\nv: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, ppp: [[6]]}
        t: {source: [[a]], target: b, rf: 5, ppp: [[3]]}
        u: {source: [[b]], target: v, ppp: [[3]]}
        v1: {source: [[v]], target: v, ppp: [[7]]}
        w: {source: [[image, a], [b]], target: b, rf: [[3, 3], [1]], ppp: [[0, 5], [2]], pact: [[tanh, relu], [Id]]}
        x: {source: [[v]], target: b, ppp: [[3]]}
        """,
    ),
    "functions before the weights": file(
        "a: {shape: [4, 8, 8]}\nv: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, pact: [[tanh]]}
        t: {source: [[image]], target: v, pact: [[sigmoid]]}
        u: {source: [[a, image], [v]], target: v, pact: [["B.relu($, thresh=0.1)", square], [softmax]], act: [tanh, sigmoid]}
        w: {source: [[a]], target: a, rf: 1, pact: [["-$"]]}
        """,
    ),
    "activations of factors and of all": file(
        "a: {shape: [4, 8, 8]}\nv: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, act: [relu]}
        t: {source: [[image], [a]], target: a, rf: [[3], [1]], act: [tanh, "$ * B.sigmoid($)"], ACT: "B.tanh($) * 2"}
        u: {source: [[a], [label]], target: v, act: [softmax, tanh], ACT: softmax}
        """,
    ),
    "an expression with a bias, into which the bias is pasted": file(
        "a: {shape: [4, 8, 8]}\nv: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, bias_shapes: [feature], act: ["B.tanh($) * $"]}
        t: {source: [[image]], target: v, bias_shapes: [scalar], act: ["2 * $"]}
        """,
    ),
    "sums and maxima of channels": file(
        "a: {shape: [4, 8, 8]}\nb: {shape: [4, 4, 4]}\nv: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, avgout: 4}
        t: {source: [[a]], target: b, rf: 3, maxout: 2}
        u: {source: [[b]], target: v, maxout: 3, avgout: 2, ACT: relu, act: [tanh]}
        w: {source: [[image], [a]], target: v, maxout: 2}
        """,
    ),
    "last linear maps": file(
        "a: {shape: [4, 8, 8]}\nv: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, M: [6, 3]}
        t: {source: [[image], [a]], target: a, rf: [[3], [1]], M: [5, 1], act: [tanh, sigmoid], bias_shapes: [feature, full]}
        u: {source: [[a]], target: v, M: [6, 1], act: [relu]}
        w: {source: [[a]], target: a, M: [3, 2], rf: 1, ACT: tanh}
        x: {source: [[v]], target: v, M: [3, 3], act: [tanh]}
        """,
    ),
    "expressions of sources": file(
        "a: {shape: [2, 8, 8]}\nv: {shape: [4, 1, 1], act: tanh}",
        """
        s: {source: [[image], [a]], target: a, func: "B.tanh($00) * $10 - 0.5"}
        t: {source: [[label, v]], target: v, func: "$00 + B.sigmoid($01)"}
        u: {source: [[label], [v]], target: v, func: "B.sum($00 * $10, axis=1, keepdims=True)"}
        """,
    ),
    "spatial transformers": file(
        """
        map: {shape: [2, 8, 8], act: sigmoid}
        crop: {shape: [2, 4, 4], act: sigmoid}
        scale: {shape: [1, 1, 1], act: sigmoid}
        place: {shape: [2, 1, 1], act: tanh}
        a: {shape: [2, 8, 8]}
        b: {shape: [2, 4, 4]}
        c: {shape: [2, 4, 4]}
        """,
        """
        m: {source: [[image]], target: map, rf: 3}
        n: {source: [[image]], target: crop, rf: 3}
        o: {source: [[image]], target: scale}
        p: {source: [[image]], target: place}
        s: {source: [[image], [map]], target: a, tags: [TRANSFORMER], pact: [[relu], [sigmoid]]}
        t: {source: [[image], [crop]], target: b, tags: [TRANSFORMER]}
        u: {source: [[image], [scale], [place]], target: c, tags: [TRANSFORMER]}
        """,
    ),
    "shared weights": file(
        "a: {shape: [4, 8, 8]}\nb: {shape: [4, 8, 8]}\nv: {shape: [4, 1, 1]}\nw: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, ppp: [[3]]}
        t: {source: [[image]], target: b, rf: 3, ppp: [[3]], share params: {W_0_0: [s, W_0_0], P_0_0: [s, P_0_0]}}
        u: {source: [[a]], target: v}
        u1: {source: [[b]], target: w, share params: {W_0_0: [u, W_0_0]}}
        u2: {source: [[b]], target: v, share params: {W_0_0: [u1, W_0_0]}, weight_fnc: [[abs]]}
        """,
    ),
    "weights of each sample": file(
        "a: {shape: [4, 8, 8]}\nb: {shape: [4, 4, 4]}\nv: {shape: [4, 1, 1]}",
        """
        s: {source: [[image]], target: a, rf: 3, unshare: [W_0_0]}
        t: {source: [[a]], target: b, rf: 2, unshare: [W_0_0, P_0_0], ppp: [[3]]}
        u: {source: [[b]], target: v, unshare: [W_0_0]}
        w: {source: [[v]], target: v, unshare: [W_0_0]}
        """,
    ),
}
