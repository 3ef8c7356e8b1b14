"""Networks of many features at once, as people wrote them: several paths, gates with memory, labels at each pixel."""

PATHS = """\
name: paths
agents: 4
modules:
  area:
    neuron_pools:
      h1: {shape: [3, 4, 4], act: _act, tags: [_tag, hidden]}
      h2: {shape: [3, 2, 2], act: _act, tags: [_tag, hidden]}
      h3: {shape: [5, 1, 1], act: _act, tags: [_tag, hidden], dropout: _keep}
      answer: {shape: [4, 1, 1], act: softmax, tags: [_tag]}
    synapse_pools:
      image_h1: {source: [[_image]], target: h1, rf: 3, tags: [_tag]}
      h1_h2: {source: [[h1]], target: h2, rf: [[3]], tags: [_tag]}
      h2_h3: {source: [[h2]], target: h3, tags: [_tag]}
      h3_answer: {source: [[h3]], target: answer, tags: [_tag]}
    plasticities:
      long: {type: loss, tags: [slow], loss_function: _loss, source: answer, source_t: 4, target: label, target_t: 0, parameter: [[sp, image_h1, W_0_0], [sp, h1_h2, W_0_0], [sp, h2_h3, W_0_0], [sp, h3_answer, W_0_0], [np, h3, b]]}
area:
  one: {act: relu, tag: first, image: image, keep: 1, loss: negloglikelihood}
  two: {act: elu, tag: second, image: image, keep: 1, loss: categorical_crossentropy}
tag_specs:
  slow: {optimizer: rmsprop, lr: 0.01, rho: 0.9, bottleneck: 0.5}
neuron_pools:
  image: {shape: [2, 8, 8]}
  label: {shape: [4, 1, 1]}
synapse_pools:
  one_h1_answer: {source: [[one_h1]], target: one_answer, tags: [first]}
  one_h1_h3: {source: [[one_h1]], target: one_h3, tags: [first]}
  image_answer: {source: [[image]], target: one_answer}
plasticities:
  middle: {type: loss, tags: [slow], loss_function: negloglikelihood, source: one_answer, source_t: 3, target: label, target_t: 0, parameter: [[sp, one_h1_h3, W_0_0], [sp, one_h3_answer, W_0_0]]}
  short: {type: loss, tags: [slow], loss_function: negloglikelihood, source: one_answer, source_t: 2, target: label, target_t: 0, parameter: [[sp, one_h1_answer, W_0_0], [sp, one_image_h1, W_0_0]]}
  direct: {type: loss, tags: [slow], loss_function: MSE, source: one_answer, source_t: 1, target: label, target_t: 0, parameter: [[sp, image_answer, W_0_0]]}
interfaces:
  data: {type: mnist, in: [mnist_pred], out: [mnist_image, mnist_label], remap: {mnist_image: image, mnist_label: label, mnist_pred: one_answer}}
"""

RECALL = """\
name: recall
agents: 3
modules:
  gates:
    neuron_pools:
      cell: {shape: _shape, act: tanh}
    synapse_pools:
      write: {source: [[_input, cell], [_input, cell]], target: cell, act: [tanh, sigmoid]}
      keep: {source: [[cell], [_input, cell]], target: cell, act: [Id, sigmoid], init W_0_0: id}
gates:
  first: {shape: [6, 1, 1], input: text, offset: 1}
  second: {shape: [5, 1, 1], input: first_cell, offset: 2}
  third: {shape: [4, 1, 1], input: second_cell, offset: 3}
neuron_pools:
  text: {shape: [7, 4, 1]}
  next: {shape: [7, 4, 1]}
  guess: {shape: [7, 4, 1], act: softmax}
synapse_pools:
  read: {source: [[third_cell]], target: guess}
  look: {source: [[text], [first_cell]], target: guess, rf: [[3], [0]], act: [Id, sigmoid]}
plasticities:
  learn: {type: loss, loss_function: negloglikelihood, source: guess, source_t: 4, target: next, target_t: 0, optimizer: adam, lr: 1e-2, decay: 0.999, momentum: 0.99, parameter: [[sp, read, W_0_0], [sp, first_write, W_0_0], [sp, third_keep, W_1_0], [sp, third_keep, W_1_1], [sp, second_write, W_1_1], [np, third_cell, b]]}
  soon: {type: loss, loss_function: negloglikelihood, source: guess, source_t: 1, target: next, target_t: 0, optimizer: adam, lr: 1e-2, parameter: [[sp, look, W_0_0], [sp, look, W_1_0], [sp, read, W_0_0]]}
interfaces:
  letters: {type: lettersequence, in: [ls_pred], out: [ls_seq_0, ls_seq_1], remap: {ls_seq_0: text, ls_seq_1: next, ls_pred: guess}, offset: 1, source_path: /nowhere}
"""

SEGMENTS = """\
name: segments
agents: 3
globals: {features: 4, width: 16, wide: 5, rate: 1e-2}
neuron_pools:
  board: {shape: [1, width, width]}
  right: {shape: [3, width, width]}
  where: {shape: [1, width, width]}
  h1: {shape: [features, width // 4, width // 4], act: relu}
  h2: {shape: [features * 2, width // 4, width // 4], act: leakyrelu}
  small: {shape: [3, width // 4, width // 4]}
  answer: {shape: [3, width, width], act: softmax}
synapse_pools:
  board_h1: {source: [[board]], target: h1, rf: 2 * wide + 1}
  h1_h2: {source: [[h1]], target: h2, rf: wide, dilation: [[1]], maxout: 2}
  h2_small: {source: [[h2]], target: small, rf: 1}
  small_answer: {source: [[small]], target: answer, rf: wide, init W_0_0: bilin}
plasticities:
  learn: {type: loss, loss_function: negloglikelihood, source: answer, source_t: 4, target: right, target_t: 0, mask: where, optimizer: adam, lr: rate * 3, decay: 0.999, momentum: 0.99, parameter: [[sp, board_h1, W_0_0], [sp, h1_h2, W_0_0], [sp, h2_small, W_0_0], [sp, small_answer, W_0_0], [np, h2, b]]}
  penalty: {type: L_regularizer, L2: 0.01, optimizer: grad_desc, lr: 0.1 * rate, parameter: [[sp, board_h1, W_0_0]]}
interfaces:
  digits: {type: mnist_segmentation, in: [seg_mnist_pred], out: [seg_mnist_image, seg_mnist_label, seg_mnist_mask], remap: {seg_mnist_image: board, seg_mnist_label: right, seg_mnist_mask: where, seg_mnist_pred: answer}, source_file: /nowhere}
"""

DENOISING = """\
name: denoising
agents: 3
neuron_pools:
  image: {shape: [2, 8, 8]}
  noisy: {shape: [2, 8, 8], bias_shape: False}
  code: {shape: [4, 2, 2], act: elu, layernorm_mean: full, layernorm_std: full, gain_shape: feature}
  image_again: {shape: [2, 8, 8], act: sigmoid}
synapse_pools:
  copy: {source: [[image]], target: noisy, rf: 1, init W_0_0: id}
  noisy_code: {source: [[noisy]], target: code, rf: 7}
  code_again: {source: [[code]], target: image_again, rf: 7, ppp: [[6]], avgout: 2}
plasticities:
  learn: {type: loss, loss_function: MSE, source: image_again, source_t: 3, target: image, target_t: 0, optimizer: adam, lr: 1e-2, decay: 0.999, momentum: 0.99, parameter: [[sp, noisy_code, W_0_0], [sp, code_again, W_0_0], [sp, code_again, P_0_0], [np, code, g], [np, code, b], [np, image_again, b]]}
interfaces:
  data: {type: cifar10, in: [], out: [cf10_image], remap: {cf10_image: image}, augmentation: {flipX: True}}
"""

TWINS = """\
name: twins
agents: 3
neuron_pools:
  image: {shape: [2, 8, 8]}
  label: {shape: [4, 1, 1]}
  a: {shape: [3, 4, 4], act: relu}
  b: {shape: [3, 4, 4], act: relu}
  a_answer: {shape: [4, 1, 1], act: softmax}
  b_answer: {shape: [4, 1, 1], act: softmax}
synapse_pools:
  to_a: {source: [[image]], target: a, rf: 5}
  to_b: {source: [[image]], target: b, rf: 5, share params: {W_0_0: [to_a, W_0_0]}}
  from_a: {source: [[a]], target: a_answer}
  from_b: {source: [[b]], target: b_answer, share params: {W_0_0: [from_a, W_0_0]}}
plasticities:
  owner: {type: loss, loss_function: negloglikelihood, source: a_answer, source_t: 2, target: label, target_t: 0, optimizer: adam, lr: 1e-2, decay: 0.999, momentum: 0.99, parameter: [[sp, to_a, W_0_0], [sp, from_a, W_0_0]]}
  sharer: {type: loss, loss_function: negloglikelihood, source: b_answer, source_t: 2, target: label, target_t: 0, lr: 0.1, parameter: [[sp, to_b, W_0_0], [sp, from_b, W_0_0], [np, b, b]]}
interfaces:
  data: {type: mnist, in: [], out: [mnist_image, mnist_label], remap: {mnist_image: image, mnist_label: label}}
"""

WHOLE = {
    "several paths": PATHS,
    "gates that recall": RECALL,
    "labels of pixels": SEGMENTS,
    "denoising": DENOISING,
    "twins": TWINS,
}
