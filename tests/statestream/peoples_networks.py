"""Networks as different people would write them: odd names, several factors, expressions, anchors, globals of globals."""

GATES_WITH_SEVERAL_FACTORS = """\
name: gating
agents: 4
globals:
    nf: 8
    sz: 8
    all: nf * 2
    rate: 1e-3
neuron_pools:
    image: {shape: [1, sz, sz]}
    label: {shape: [10, 1, 1]}
    gate: {shape: [nf, sz, sz], act: sigmoid, init b: 2.0}
    mem: {shape: [nf, sz, sz], act: tanh, zoneout: 0.1}
    ctx: {shape: [all, 1, 1], act: tanh}
    out: {shape: [10, 1, 1], act: softmax}
synapse_pools:
    to_gate: {source: [[image, mem]], target: gate, rf: [[3, 3]]}
    three: {source: [[image], [gate], [ctx]], target: mem, rf: [[5], [1], [0]], act: [relu, Id, sigmoid], factor_shapes: [full, full, feature], bias_shapes: [feature, None, scalar]}
    keep: {source: [[mem], [gate]], target: mem, rf: [[1], [1]], act: [Id, "1 - $"], init W_0_0: id, init W_1_0: id}
    to_ctx: {source: [[mem], [ctx]], target: ctx, act: [Id, sigmoid]}
    to_out: {source: [[ctx]], target: out}
plasticities:
    l: {type: loss, loss_function: negloglikelihood, source: out, source_t: 4, target: label, target_t: 0, optimizer: rmsprop, rho: 0.95, lr: rate * 2, parameter: [[sp, to_out, W_0_0], [sp, to_ctx, W_0_0], [sp, three, W_0_0], [sp, three, b_0]]}
interfaces:
    m: {type: roman_numerals, in: [rn_pred], out: [rn_image, rn_label], remap: {rn_image: image, rn_label: label, rn_pred: out}, min_duration: 6, max_duration: 6, fading: 0}
"""

SPIKES_THAT_ARE_COUNTED = """\
# author: spiking, tabs in comments
name: spiky_net # a tab before this comment
agents: 4
neuron_pools:
    noise: {shape: [1, 12, 12], noise: uniform, noise_min: 0, noise_max: 1.2}
    s1: {shape: [2, 12, 12], act: spiky, bias_shape: False}
    s2: {shape: [2, 12, 12], act: "B.spiky($, threshold=0.5, saturation=1.)"}
    rate: {shape: [2, 1, 1], bias_shape: scalar}
synapse_pools:
    in: {source: [[noise]], target: s1, rf: 3, init W_0_0: 0.2}
    self: {source: [[s1]], target: s1, rf: 1, init W_0_0: id, pact: [["$ * ($ < 1)"]]}
    fire: {source: [[s1]], target: s2, rf: 5, pact: [["B.relu($, thresh=1)"]], init W_0_0: normal_0_.1}
    inh: {source: [[s2]], target: s1, rf: 1, init W_0_0: -id}
    cnt: {source: [[s2]], target: rate, func: "B.mean($00, axis=(2,3), keepdims=True) * 10"}
plasticities: {}
interfaces: {}
"""

ATTENTION = """\
name: attention
agents: 4
neuron_pools:
    image: {shape: [3, 16, 16]}
    key: {shape: [8, 16, 16]}
    query: {shape: [8, 1, 1]}
    att: {shape: [1, 16, 16]}
    mapnorm: {shape: [1, 16, 16]}
    glimpse: {shape: [3, 1, 1]}
    out: {shape: [4, 1, 1], act: softmax}
    lab: {shape: [4, 1, 1]}
synapse_pools:
    ik: {source: [[image]], target: key, rf: 5}
    oq: {source: [[out]], target: query}
    sc: {source: [[key], [query]], target: att, func: "B.sum($00 * $10, axis=1, keepdims=True)"}
    norm: {source: [[att]], target: mapnorm, func: "B.exp($00 - B.max($00, axis=(2, 3), keepdims=True)) / B.sum(B.exp($00 - B.max($00, axis=(2, 3), keepdims=True)), axis=(2, 3), keepdims=True)"}
    gl: {source: [[image, mapnorm]], target: glimpse, func: "B.sum($00 * $01, axis=(2, 3), keepdims=True)"}
    go: {source: [[glimpse]], target: out}
plasticities:
    t: {type: loss, loss_function: negloglikelihood, source: out, source_t: 5, target: lab, target_t: 0, optimizer: adam, lr: 1e-2, decay: 0.999, momentum: 0.99, parameter: [[sp, ik, W_0_0], [sp, go, W_0_0]]}
interfaces:
    i: {type: mnist, in: [], out: [mnist_image, mnist_label], remap: {mnist_image: image, mnist_label: lab}}
"""

WINNERS = """\
name: winner take all
agents: 2
neuron_pools:
  x: {shape: [6, 4, 4]}
  win: {shape: [6, 4, 4], act: "$ * B.cast($ >= B.max($, axis=1, keepdims=True), 'float32')"}
  div: {shape: [6, 4, 4], act: "B.relu($) / (0.1 + B.mean(B.relu($), axis=1, keepdims=True))"}
  idx: {shape: [1, 4, 4]}
  vec: {shape: [6, 1, 1], act: "$ / (B.sqrt(B.sum(B.square($), axis=1, keepdims=True)) + 1e-3)"}
  cos: {shape: [1, 1, 1]}
  pooled: {shape: [6, 2, 2]}
  blur: {shape: [6, 4, 4]}
synapse_pools:
  a: {source: [[x]], target: win, rf: 3, ACT: "B.clip($, -2., 2.)"}
  b: {source: [[win]], target: div, rf: 1, init W_0_0: id}
  c: {source: [[div]], target: idx, func: "B.reshape(B.argmax($00, axis=1), [2, 1, 4, 4]) / 6.0"}
  d: {source: [[div]], target: vec, func: "B.max($00, axis=(2, 3), keepdims=True)"}
  e: {source: [[vec], [vec]], target: cos, func: "B.dot(B.dimshuffle($00, (0, 2, 3, 1)), B.dimshuffle($10, (0, 2, 1, 3)))"}
  f: {source: [[win]], target: pooled, func: "B.max(B.reshape($00, [2, 6, 2, 2, 2, 2]), axis=(3, 5))"}
  g: {source: [[x]], target: blur, func: "B.reshape(B.conv2d(B.reshape($00, [12, 1, 4, 4]), B.ones((1, 1, 3, 3)) / 9.), [2, 6, 4, 4])"}
plasticities: {}
interfaces: {}
"""

FIXED_FILTERS = """\
name: fixed filters
agents: 2
neuron_pools:
  im: {shape: [1, 16, 16]}
  dx: {shape: [1, 16, 16], act: abs}
  edges: {shape: [2, 8, 8], act: "B.cast($ > 0.2, 'float32')"}
  up: {shape: [1, 16, 16]}
  feat: {shape: [3, 16, 16]}
  mean: {shape: [1, 1, 1]}
  inv: {shape: [1, 16, 16], act: "1. - $"}
  sm: {shape: [3, 16, 16], act: "B.exp($) / B.sum(B.exp($), 1, True)"}
synapse_pools:
  d: {source: [[im]], target: dx, func: "B.concatenate([$00[:, :, 1:], B.zeros([2, 1, 1, 16])], axis=2) - $00"}
  e: {source: [[dx]], target: edges, rf: 4, M: [5, 3], ACT: relu}
  u: {source: [[edges]], target: up, func: "B.repeat(B.repeat($00[:, 0:1], 2, axis=2), 2, axis=3)"}
  f: {source: [[im], [dx]], target: feat, func: "B.concatenate([$00, $10, $00 * $10], 1)"}
  m: {source: [[im]], target: mean, func: "B.mean($00, axis=(1, 2, 3), keepdims=True) + 0 * B.mean($00)"}
  i: {source: [[up]], target: inv, rf: 1}
  s: {source: [[feat]], target: sm, rf: 1, init W_0_0: Id}
plasticities: {}
interfaces: {}
"""

NAMES_THAT_ARE_TAKEN = """\
name: keywords
agents: 2
neuron_pools:
  in: {shape: [1, 8, 8]}
  class: {shape: [3, 4, 4], act: relu}
  lambda: {shape: [3, 4, 4]}
  None: {shape: [2, 1, 1]}
  self: {shape: [2, 1, 1]}
  past: {shape: [2, 1, 1]}
  torch: {shape: [2, 1, 1], act: "B.tanh($) + 1"}
synapse_pools:
  for: {source: [[in]], target: class, rf: 3}
  if: {source: [[class], [lambda]], target: lambda, rf: [[1], [3]]}
  def: {source: [[lambda]], target: None}
  return: {source: [[None, self]], target: self}
  import_: {source: [[self], [past]], target: past, act: [Id, sigmoid]}
  with: {source: [[past]], target: torch, func: "B.mean($00, axis=(1,2,3), keepdims=True) * $00"}
plasticities: {}
interfaces: {}
"""

NAMES_THAT_BEGIN_ODDLY = """\
name: very long names and numbers
agents: 2
neuron_pools:
  a_very_long_name_of_a_neuron_pool_that_someone_wrote_to_document_what_it_is_for_in_full_length_because_he_could: {shape: [1, 4, 4]}
  _x: {shape: [1, 4, 4]}
  "1": {shape: [1, 4, 4]}
  2b: {shape: [1, 4, 4]}
  x__y: {shape: [1, 4, 4]}
  A: {shape: [1, 4, 4]}
  a: {shape: [1, 4, 4]}
synapse_pools:
  "10": {source: [[A], [a]], target: "1", rf: [[1], [1]]}
  s: {source: [[1, 2b]], target: _x, rf: [[1, 3]]}
  t: {source: [[x__y]], target: 2b, rf: 3, init W_0_0: 1e-3}
  u: {source: [[a_very_long_name_of_a_neuron_pool_that_someone_wrote_to_document_what_it_is_for_in_full_length_because_he_could]], target: a, rf: 1}
plasticities: {}
interfaces: {}
"""

ANCHORS = """\
name: anchors
agents: 3
neuron_pools:
  image: &img
    shape: [1, 8, 8]
  second:
    <<: *img
    act: tanh
  hidden: &hid {shape: [4, 4, 4], act: relu, bias_shape: full}
  hidden2: *hid
  flat: {<<: [*img, *hid], shape: [6, 1, 1]}
synapse_pools:
  a: &syn {source: [[image]], target: hidden, rf: 3}
  b: {<<: *syn, target: hidden2, rf: 5}
  c: {source: [[hidden, hidden2], [second]], target: flat, act: &acts [tanh, sigmoid]}
  d: {source: [[image], [hidden]], target: second, rf: [[3], [1]], act: *acts}
plasticities: {}
interfaces: {}
"""

LINES = """\
name: lines
agents: 3
neuron_pools:
  text: {shape: [12, 9, 1]}
  c1: {shape: [6, 9, 1], act: tanh}
  c2: {shape: [6, 9, 1], act: "$ / (1e-3 + B.max(B.abs($), axis=1, keepdims=True))"}
  one: {shape: [6, 1, 1]}
synapse_pools:
  a: {source: [[text]], target: c1, rf: 3, dilation: [[2]]}
  b: {source: [[c1], [text]], target: c2, rf: [[5], [1]], act: [Id, sigmoid], maxout: 2}
  c: {source: [[c2]], target: one, weight_shapes: [[feature]]}
plasticities: {}
interfaces: {}
"""

FUNCTIONS_OF_STATES = """\
name: functional
agents: 4
neuron_pools:
  a: {shape: [3, 6, 6]}
  b: {shape: [3, 6, 6], act: tanh}
  w: {shape: [3, 1, 1]}
  m: {shape: [1, 6, 6]}
  s: {shape: [3, 1, 1]}
  t: {shape: [1, 1, 1]}
synapse_pools:
  diff: {source: [[a, b]], target: b, func: "$00 - 0.5 * $01"}
  attend: {source: [[a], [m]], target: b, func: "$00 * B.softmax($10)"}
  pool: {source: [[a]], target: s, func: "B.mean($00, axis=(2, 3), keepdims=True)"}
  norm: {source: [[s]], target: w, func: "$00 / B.sqrt(B.sum(B.square($00), axis=1, keepdims=True) + 1e-6)"}
  sim: {source: [[s], [w]], target: t, func: "B.sum($00 * $10, axis=1, keepdims=True)"}
  saliency: {source: [[a]], target: m, func: "B.max(B.abs($00), axis=1, keepdims=True)"}
  clipped: {source: [[w]], target: s, func: "B.clip($00, 0, 1) ** 2"}
  thresh: {source: [[m]], target: m, func: "B.cast($00 > B.mean($00), 'float32')"}
plasticities: {}
interfaces: {}
"""

FACTORS_OF_ALL_SHAPES = """\
name: dense path details
agents: 3
neuron_pools:
  a: {shape: [2, 4, 4]}
  b: {shape: [4, 8, 8], bias_shape: full, act: "B.elu($, alpha=0.5)"}
  c: {shape: [4, 8, 8], act: linround}
  d: {shape: [2, 1, 1], act: "B.step($)"}
  e: {shape: [3, 2, 2], act: "B.linroundpow2($, n=3)"}
  f: {shape: [1, 4, 4], gain_shape: full, init g: 0.5, bias_shape: none}
synapse_pools:
  s1: {source: [[a]], target: b, rf: 5, avgout: 2}
  s2: {source: [[b], [d]], target: c, rf: [[3], [1]], factor_shapes: [full, feature], maxout: 2}
  s3: {source: [[c]], target: d}
  s4: {source: [[d], [c]], target: e, rf: [[0], [3]], factor_shapes: [scalar, full], bias_shapes: [scalar, full], act: [sigmoid, relu]}
  s5: {source: [[e]], target: f, rf: 1, weight_shapes: [[scalar]]}
  s6: {source: [[b]], target: f, rf: 3, weight_shapes: [[tgt_spatial]]}
  s7: {source: [[a, f]], target: f, rf: [[4, 1]], weight_shapes: [[src_feature, feature]]}
  s8: {source: [[f]], target: a, rf: 3, pact: [["B.gaussian($)"]], ACT: mexp}
plasticities: {}
interfaces: {}
"""

WEIGHTS_OF_EACH_SAMPLE = """\
name: unshared
agents: 3
neuron_pools: {x: {shape: [2, 5, 5]}, v: {shape: [3, 1, 1], unshare: [b, g], gain_shape: feature}, m: {shape: [3, 5, 5], unshare: [b], bias_shape: full}, w: {shape: [3, 1, 1]}}
synapse_pools:
  a: {source: [[x]], target: v, unshare: [W_0_0], weight_fnc: [[tanh]]}
  b: {source: [[x]], target: m, rf: 3, unshare: [W_0_0], weight_fnc: [[tanh]]}
  c: {source: [[v]], target: w, unshare: [W_0_0], weight_fnc: [[tanh]], init W_0_0: 0.3}
  d: {source: [[m, x]], target: m, rf: [[1, 3]], ppp: [[2, 2]], unshare: [P_0_0, W_0_1]}
plasticities: {}
interfaces: {}
"""

PREDICTIONS_AND_ERRORS = """\
name: predictive
agents: 3
tag_specs:
  layer: {shape: [6, 8, 8], act: tanh, unshare: []}
  err: {shape: [2, 8, 8], bias_shape: False, act: Id}
neuron_pools:
  x: {shape: [2, 8, 8]}
  e0: {tags: [err]}
  r0: {tags: [layer]}
  r1: {tags: [layer], shape: [6, 4, 4], layernorm_mean: feature, layernorm_std: feature}
  p0: {shape: [2, 8, 8], act: "B.clip($, -1, 1)"}
synapse_pools:
  xe: {source: [[x], [p0]], target: e0, func: "$00 - $10"}
  er: {source: [[e0]], target: r0, rf: 3, bias_shapes: [spatial]}
  rr: {source: [[r0]], target: r0, rf: 1, init W_0_0: id_0.9}
  r01: {source: [[r0]], target: r1, rf: 5}
  r10: {source: [[r1]], target: r0, rf: 3, init W_0_0: loc_inh}
  rp: {source: [[r0]], target: p0, rf: 3, avgout: 3}
plasticities:
  min: {type: loss, loss_function: minimize, source: e0, source_t: 3, optimizer: rmsprop, rho: .9, lr: 1e-4, parameter: [[sp, er, W_0_0], [sp, rp, W_0_0]]}
  sq: {type: loss, loss_function: MSE, source: p0, source_t: 3, target: x, target_t: 0, lr: 0.01, parameter: [[sp, rp, W_0_0], [np, p0, b], [sp, er, b_0]]}
interfaces:
  d: {type: moving_edges, in: [], out: [medge_board], remap: {medge_board: x}}
"""

TAGS_THAT_SAY_IT_ALL = """\
name: tags with parameters
agents: 2
tag_specs:
  conv3: {rf: 3, init W_0_0: xavier_0.5, min W_0_0: -0.5, max W_0_0: 0.5}
  hidden: {act: elu, layernorm_mean: full, layernorm_std: full, noise: uniform, noise_min: -0.1, noise_max: .1}
  big: {shape: [8, 4, 4]}
  learner: {optimizer: adam, lr: 2e-3, decay: .999, momentum: .9, type: loss, loss_function: negloglikelihood, source_t: 3, target_t: 0}
  gpu:0: {bottleneck: -1}
neuron_pools:
  image: {shape: [1, 8, 8]}
  label: {shape: [4, 1, 1]}
  h1: {tags: [hidden, big]}
  h2: {tags: [big, hidden], act: tanh}
  p: {shape: [4, 1, 1], act: softmax, device: gpu:0}
synapse_pools:
  a: {source: [[image]], target: h1, tags: [conv3]}
  b: {source: [[h1]], target: h2, tags: [conv3], rf: 5}
  c: {source: [[h2]], target: p, tag: conv3}
plasticities:
  l: {tags: [learner], source: p, target: label, parameter: [[sp, a, W_0_0], [sp, b, W_0_0], [sp, c, W_0_0]]}
interfaces:
  m: {type: mnist, in: [], out: [mnist_image, mnist_label], remap: {mnist_image: image, mnist_label: label}}
"""

ALL_PARAMETERS_AT_ONCE = """\
name: learn everything
agents: 3
neuron_pools:
  x: {shape: [2, 6, 6], bias_shape: feature}
  t: {shape: [3, 1, 1]}
  h: {shape: [4, 6, 6], act: relu, gain_shape: spatial, bias_shape: full}
  k: {shape: [4, 3, 3], act: "B.tanh($ - B.mean($, axis=(2,3), keepdims=True))"}
  y: {shape: [3, 1, 1], act: softmax, gain_shape: scalar}
synapse_pools:
  xh: {source: [[x], [x]], target: h, rf: [[3], [5]], act: [Id, sigmoid], ppp: [[3], [0]], bias_shapes: [full, spatial], maxout: 1}
  hk: {source: [[h]], target: k, rf: 3, M: [6, 3], ACT: tanh}
  ky: {source: [[k]], target: y, weight_fnc: [[softmax]]}
plasticities:
  l:
    type: loss
    loss_function: negloglikelihood
    source: y
    source_t: 3
    target: t
    target_t: 0
    optimizer: adam
    momentum: 0.9
    decay: 0.99
    lr: 0.01
    parameter: [[sp, xh, W_0_0], [sp, xh, W_1_0], [sp, xh, P_0_0], [sp, xh, b_0], [sp, xh, b_1], [np, h, g], [np, h, b], [sp, hk, W_0_0], [sp, hk, M], [sp, ky, W_0_0], [np, y, g], [np, y, b]]
  r: {type: L_regularizer, L1: 0.01, L2: 0.1, lr: 0.01, parameter: [[sp, xh, W_0_0], [np, h, g], [sp, hk, M]]}
interfaces:
  d: {type: mnist, in: [mnist_pred], out: [mnist_image, mnist_label], remap: {mnist_image: x, mnist_label: t, mnist_pred: y}}
"""

WEIGHTS_THAT_SUM_TO_ONE = """\
name: softmax dense weights learn
agents: 2
neuron_pools: {x: {shape: [3, 4, 4]}, v: {shape: [5, 1, 1], act: tanh}, y: {shape: [2, 1, 1]}}
synapse_pools:
  xv: {source: [[x]], target: v, weight_fnc: [[softmax]]}
  vy: {source: [[v]], target: y, weight_fnc: [[softmax]]}
plasticities:
  l: {type: loss, loss_function: MSE, source: y, source_t: 2, target: y, target_t: 0, optimizer: rmsprop, lr: 0.01, parameter: [[sp, xv, W_0_0], [sp, vy, W_0_0]]}
interfaces: {r: {type: random, in: [], out: [random], remap: {random: x}}}
"""

NUMERALS_WITH_A_LABEL_AT_EACH_PIXEL = """\
name: numerals spatial labels
agents: 2
neuron_pools:
  rn_image: {shape: [3, 24, 24]}
  rn_label: {shape: [10, 24, 24]}
  h: {shape: [8, 12, 12], act: selu, batchnorm_mean: spatial, batchnorm_std: spatial}
  rn_pred: {shape: [10, 24, 24], act: softmax}
  mask: {shape: [2, 24, 24], bias_shape: False}
synapse_pools:
  a: {source: [[rn_image]], target: h, rf: 4, maxout: 2}
  b: {source: [[h]], target: rn_pred, rf: 3}
  m: {source: [[rn_image]], target: mask, rf: 1, ACT: step}
plasticities:
  p: {type: loss, loss_function: categorical_crossentropy, source: rn_pred, source_t: 2, target: rn_label, target_t: 0, mask: mask, lr: 0.1, parameter: [[sp, a, W_0_0], [sp, b, W_0_0], [np, h, b]]}
interfaces:
  r: {type: roman_numerals, in: [rn_pred], out: [rn_image, rn_label], min_duration: 6, max_duration: 12, fading: 2, mode: 1, conf-mat window: 7, conf-mat mean over: 16}
"""

STREAMING_ONES = {
    "gates with several factors": GATES_WITH_SEVERAL_FACTORS,
    "spikes that are counted": SPIKES_THAT_ARE_COUNTED,
    "attention": ATTENTION,
    "winners": WINNERS,
    "fixed filters": FIXED_FILTERS,
    "names that are taken": NAMES_THAT_ARE_TAKEN,
    "names that begin oddly": NAMES_THAT_BEGIN_ODDLY,
    "anchors": ANCHORS,
    "lines": LINES,
    "functions of states": FUNCTIONS_OF_STATES,
    "factors of all shapes": FACTORS_OF_ALL_SHAPES,
    "weights of each sample": WEIGHTS_OF_EACH_SAMPLE,
    "predictions and errors": PREDICTIONS_AND_ERRORS,
    "tags that say it all": TAGS_THAT_SAY_IT_ALL,
}
LEARNING_ONES = {
    "all parameters at once": ALL_PARAMETERS_AT_ONCE,
    "weights that sum to one": WEIGHTS_THAT_SUM_TO_ONE,
    "numerals with a label at each pixel": NUMERALS_WITH_A_LABEL_AT_EACH_PIXEL,
}
