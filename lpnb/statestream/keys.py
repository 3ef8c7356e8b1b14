"""Every key that a network file may have: what it takes, and what it means.

A line each, in the sections of the file. `IDLE` are those that the original reads and does nothing with.
"""

from __future__ import annotations

import attrs

from lpnb.statestream.takers import (
    Device,
    Flag,
    Function,
    Initial,
    Kernels,
    Map,
    Names,
    Number,
    Parameters,
    PerFactor,
    PerInput,
    Shape,
    Sizes,
    Source,
    Taker,
    Text,
    Word,
)

SHAPES = ("full", "feature", "spatial", "scalar")
WEIGHT_SHAPES = {
    **{word: word for word in SHAPES},
    "src_feature": "source_feature",
    "tgt_feature": "target_feature",
    "src_spatial": "source_spatial",
    "tgt_spatial": "target_spatial",
}
"""How weights can be shared, and what a convolution of lpnb calls that."""
AMOUNT, COUNT, FRAMES = Number(), Number(1, whole=True), Number(0, whole=True)
AXES = Word(SHAPES, nothing=True)
PROBABILITY = Number(0, 1)

REAL = r"-?(\d+\.?\d*|\.\d+)(e-?\d+)?"
WEIGHTS = Initial(
    (
        rf"xavier(_{REAL})?",
        rf"[iI]d(_{REAL})?",
        "-[iI]d",
        "loc_inh",
        "bilin",
        rf"(normal|uniform)(_{REAL}_{REAL})?",
    ),
    (
        "xavier",
        "xavier_0.5",
        "id",
        "Id",
        "-id",
        "loc_inh",
        "bilin",
        "normal",
        "normal_0_0.1",
        "uniform",
        "uniform_-1_1",
    ),
)
PLAIN_START = Initial(("normal",), ("normal",))


@attrs.frozen
class Key:
    """A key of an item.

    Attributes:
        name: The key.
        takes: Its values.
        help: What it means, one plain line.
    """

    name: str
    takes: Taker
    help: str


def _table(*keys: Key) -> dict[str, Key]:
    return {key.name: key for key in keys}


COMMON = _table(
    Key("tags", Names(), "words for it; what tag_specs say about them is so for it"),
    Key("device", Device(), "where it is computed: cpu, gpu:0"),
    Key("period", COUNT, "it is due in every so many frames"),
    Key("period offset", FRAMES, "in which of them; below period"),
    Key("at start", Number(0, 2, whole=True), "0 runs, 1 stands still, 2 is off"),
    Key("bottleneck", AMOUNT, "adapts period to the time that the others take"),
    Key("backend", Word(("theano", "tensorflow")), "the library of the original; of no effect for one item"),
)

POOL = COMMON | _table(
    Key("shape", Shape(), "features, width, height"),
    Key("act", Function(), "the activation function, after the bias"),
    Key("noise", Word(("normal", "uniform", "Bernoulli"), nothing=True), "what is added to the sum of inputs"),
    Key("noise_mean", AMOUNT, "mean of normal noise"),
    Key("noise_std", Number(0), "deviation of normal noise"),
    Key("noise_min", AMOUNT, "least of uniform noise"),
    Key("noise_max", AMOUNT, "greatest of uniform noise"),
    Key("noise_prob", PROBABILITY, "probability of a one, of Bernoulli noise"),
    Key("dropout", PROBABILITY, "probability to keep a unit"),
    Key("zoneout", PROBABILITY, "probability to keep an old value"),
    Key("bias_shape", AXES, "where a bias b differs; feature unless given"),
    Key("gain_shape", AXES, "where a gain g differs; no gain unless given"),
    Key("batchnorm_mean", AXES, "over what the batch's mean is taken away"),
    Key("batchnorm_std", AXES, "over what the batch's deviation is divided by"),
    Key("layernorm_mean", Word(SHAPES[:3], nothing=True), "over what a sample's mean is taken away"),
    Key("layernorm_std", Word(SHAPES[:3], nothing=True), "over what a sample's deviation is divided by"),
    Key("unshare", Names("a list of b, g"), "parameters that each sample has of its own"),
    Key("init b", PLAIN_START, "how the bias starts; 0 unless given"),
    Key("init g", PLAIN_START, "how the gain starts; 1 unless given"),
    Key("binary", Flag(), "states are probabilities of a one"),
)

SYNAPSES = COMMON | _table(
    Key("source", Source(), "factors, which are multiplied, of inputs, which are summed"),
    Key("target", Text("the name of a neuron pool"), "the neuron pool that gets the result"),
    Key("rf", Kernels(), "width of the kernel; 0 or nothing: dense"),
    Key("act", PerFactor(Function()), "the activation function of each factor"),
    Key("ACT", Function(), "the activation function of the result"),
    Key("pact", PerInput(Function()), "a function of each input before its weights"),
    Key("noise", Word(("normal", "uniform"), nothing=True), "what is added to the result"),
    Key("noise_mean", AMOUNT, "mean of normal noise"),
    Key("noise_std", Number(0), "deviation of normal noise"),
    Key("noise_min", AMOUNT, "least of uniform noise"),
    Key("noise_max", AMOUNT, "greatest of uniform noise"),
    Key("dilation", PerInput(Number(1, 255, whole=True)), "distance between a kernel's weights"),
    Key("ppp", PerInput(FRAMES), "features of a projection before the weights; 0: none"),
    Key("factor_shapes", PerFactor(Word(SHAPES)), "where a factor's values differ"),
    Key("target_shapes", PerInput(Word(SHAPES)), "where an input's results differ"),
    Key("weight_shapes", PerInput(Word(tuple(WEIGHT_SHAPES))), "where the weights differ"),
    Key("bias_shapes", PerFactor(AXES), "where a factor's bias differs; no bias unless given"),
    Key("weight_fnc", PerInput(Function()), "a function of the weights"),
    Key("avgout", COUNT, "sums so many features to one"),
    Key("maxout", COUNT, "takes the greatest of so many features"),
    Key("M", Sizes(2, "[features, kernel width]"), "features and kernel width of a last linear map"),
    Key("unshare", Names("a list of parameters, like W_0_0"), "parameters that each sample has of its own"),
    Key("share params", Map("a map like W_0_0: [other, W_0_0]"), "parameters that are those of another synapse pool"),
    Key("func", Function("$00"), "an expression of the sources ($00, $10), in place of all else"),
)

PLASTICITY = COMMON | _table(
    Key("type", Word(("loss", "L_regularizer", "hebbian")), "the kind of rule"),
    Key("parameter", Parameters(), "what it changes"),
    Key("optimizer", Word(("grad_desc", "adam", "rmsprop")), "how a gradient becomes a change"),
    Key("lr", Number(0, 1000), "learning rate"),
    Key("decay", PROBABILITY, "adam: memory of the squared gradient"),
    Key("momentum", PROBABILITY, "adam: memory of the gradient"),
    Key("rho", PROBABILITY, "rmsprop: memory of the squared gradient"),
    Key("startframe", FRAMES, "it learns after this frame"),
    Key("ignore_split", Flag(), "learns of all samples, also of those held out"),
    Key("source", Text("the name of a neuron pool"), "what is measured"),
    Key("source_t", FRAMES, "frames from the window's begin to what is measured"),
    Key("target", Text("the name of a neuron pool"), "what it is compared with"),
    Key("target_t", FRAMES, "frames from the window's begin to what it is compared with"),
    Key("mask", Text("the name of a neuron pool"), "where it counts"),
    Key(
        "loss_function",
        Word(("MSE", "MAE", "hinge", "negloglikelihood", "categorical_crossentropy", "minimize", "maximize")),
        "how they are compared",
    ),
    Key("modus", Word(("hebbian", "anti_hebbian", "dt hebbian", "dt anti_hebbian")), "the law of a hebbian rule"),
    Key("L1", Number(0), "weight of the sum of absolute values"),
    Key("L2", Number(0), "weight of the sum of squares"),
    Key("confidence_penalty", AMOUNT, "meant to punish certainty"),
    Key("label_smoothing", AMOUNT, "meant to soften labels"),
    Key("uncertainty", Text("the name of a neuron pool"), "meant for a loss that does not exist"),
    Key("samples", COUNT, "must be more than agents; else unused"),
)

INTERFACE = COMMON | _table(
    Key("type", Text("the name of an interface"), "which one"),
    Key("in", Names("a list of topics, like [mnist_pred]; [] for none"), "what it hears"),
    Key("out", Names("a list of topics, like [mnist_image]"), "what it tells"),
    Key("remap", Map("a map of topics to neuron pools"), "which pool a topic belongs to, unless they have one name"),
    Key("mode", Number(0, 3, whole=True), "0 batch, 1 one for all, 2 epochs, 3 test"),
    Key("auto_shm_write", Flag(), "whether the original wrote by itself"),
    Key("screen_width", COUNT, "width of the original's window"),
    Key("screen_height", COUNT, "height of the original's window"),
)

CLIENT = _table(
    Key("type", Text("the name of a client"), "which one"),
    Key("state", Flag(), "whether it is active from the beginning"),
    Key("start frame", FRAMES, "the frame in which it becomes active"),
)

SHOWN = ("min_duration", "max_duration", "fading")
COUNTED = ("conf-mat window", "conf-mat mean over")
SAMPLED = ("train samples", "valid samples", "test samples")
CITYSCAPES = ("image_path", "label_path", "processes", "samples", "augmentation", *SHOWN, *COUNTED)
CITYSCAPES_TOPICS = ("image", "label", "class", "pclass", "mask", "pred")

INTERFACES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "mnist": (("mnist_image", "mnist_label", "mnist_pred"), ("source_file", *SHOWN, *SAMPLED, *COUNTED)),
    "cifar10": (("cf10_image", "cf10_label", "cf10_pred"), ("source_path", "augmentation", *SHOWN, *SAMPLED, *COUNTED)),
    "roman_numerals": (("rn_image", "rn_label", "rn_pred"), (*SHOWN, *COUNTED)),
    "mnist_segmentation": (
        ("seg_mnist_image", "seg_mnist_label", "seg_mnist_mask", "seg_mnist_pred"),
        ("source_file", "hide", *SHOWN, *COUNTED),
    ),
    "moving_edges": (
        ("medge_board", "medge_dxdy"),
        ("minmax_velocity", "min_period", "max_period", "min_duration", "max_duration", "sigma"),
    ),
    "oscillator": (("osci",), ("osci_type", "amplitude", "frequency", "phase")),
    "random": (("random",), ("distribution", "p", "mean", "std", "min", "max")),
    "lettersequence": (("ls_seq_0", "ls_seq_1", "ls_pred"), ("source_path", "offset", *SHOWN, *COUNTED)),
    "transform_cifar10": (
        ("tcf10_image", "tcf10_transform", "tcf10_crop", "tcf10_relposmap", "tcf10_label", "tcf10_pred"),
        ("source_path", "augmentation", *SHOWN, *SAMPLED, *COUNTED),
    ),
    "cityscapes": (tuple(f"cs_{topic}" for topic in CITYSCAPES_TOPICS), CITYSCAPES),
    "cityscapes_sequence": (
        tuple(f"css_{topic}" for topic in (*CITYSCAPES_TOPICS, "speed", "yaw")),
        (*CITYSCAPES, "vehicle_path"),
    ),
    "sim": (
        (
            *("ret_fov", "ret_per", "dist_fov", "dist_per", "acc_x", "acc_y", "acc_a", "lookat", "FOV_fov", "haptic"),
            *("Fx", "Fy", "Fa", "F_FOV_fov", "F_lookat"),
        ),
        (
            *("world_width", "world_height", "line_segments", "mirrors", "fov_receptors", "per_receptors"),
            *("hap_receptors", "world_friction", "limit_trans_vel", "limit_rot_vel", "repulsion_dist", "out_par"),
        ),
    ),
    "gtsrb": (("gtsrb_image", "gtsrb_label"), ("source_path", *SHOWN)),
}
"""The interfaces: their topics, and their own keys."""

OWN: dict[str, Taker] = {
    **dict.fromkeys((*SAMPLED, *COUNTED, "samples", "min_duration", "max_duration", "min_period", "max_period"), COUNT),
    **dict.fromkeys(("fov_receptors", "per_receptors", "hap_receptors"), COUNT),
    **dict.fromkeys(("source_file", "source_path", "image_path", "label_path", "vehicle_path"), Text("a path")),
    **dict.fromkeys(("frequency", "phase", "amplitude", "minmax_velocity", "mean", "min", "max"), AMOUNT),
    **dict.fromkeys(("std", "sigma", "world_width", "world_height", "world_friction"), Number(0)),
    **dict.fromkeys(("limit_trans_vel", "limit_rot_vel", "repulsion_dist"), Number(0)),
    **dict.fromkeys(("augmentation", "out_par", "items"), Map()),
    **dict.fromkeys(("p", "hide"), PROBABILITY),
    **dict.fromkeys(("plast", "main_interface", "main_plasticity"), Text("the name of an item")),
    "fading": FRAMES,
    "offset": Number(whole=True),
    "osci_type": Word(("sin",)),
    "distribution": Word(("bernoulli", "normal", "uniform")),
    "schedule": Word(("constant", "exponential_decay")),
    "decay": Number(0),
}
"""What the own keys of interfaces and clients take; those that are not here take anything."""

CLIENTS: dict[str, tuple[str, ...]] = {
    "lr_scheduler": ("plast", "schedule", "decay"),
    "save_images": ("items", "save_path"),
    "trainvaltest": (
        *("target_folder", "main_interface", "main_plasticity"),
        *("test_after_epochs", "validate_after_epochs"),
    ),
}
"""The core clients and their own keys."""

ITEMS = {"neuron_pools": POOL, "synapse_pools": SYNAPSES, "plasticities": PLASTICITY, "interfaces": INTERFACE}
"""The keys of each section's items."""

PARAMETER_KEYS = r"(init|min|max) (W_\d_\d|P_\d_\d|M|b_\d)"
"""Keys of a synapse pool that name one of its parameters."""
PARAMETER_TAKERS: dict[str, Taker] = {"init": WEIGHTS, "min": AMOUNT, "max": AMOUNT}

TOP: dict[str, str] = {
    "name": "the name of the network",
    "agents": "samples in a batch",
    "neuron_pools": "the pools, which hold states",
    "synapse_pools": "what goes from pools to pools",
    "plasticities": "the rules that learn",
    "interfaces": "where data come from",
    "core_clients": "what acts on all of it",
    "import": "what is taken from other files",
    "modules": "parts that are made several times",
    "tag_specs": "keys for all items with a tag",
    "globals": "names for values",
    "backend": "the library of the original",
    "external_models": "files of Keras with weights",
    "rollout_factor": "update steps of a frame",
    "first_response_streaming": "the frame of the first answer",
    "first_response_sequential": "the frame of the first answer, sequential",
    "shortest_path_sequential": "update steps to the first answer",
    "info": "left by the original when it saves",
    "__source_root__": "left by the original when it saves",
}
"""The keys of a file, besides the names of modules."""

NO_WINDOW = "it belongs to the original's windows and processes; there is nothing like it to set here"
MEANT = "it had no effect in the original, where that part is switched off; here it has, unless compat='statestream'"
NOT_THERE = "it has no effect in the original, where that part is switched off, and none here"
IDLE: dict[str, dict[str, str]] = {
    "neuron_pools": {
        "share params": "neuron pools cannot share parameters in the original, and not here; it is left out",
        "features": "use shape: [features, width, height]; it is left out",
        "spatial": "use shape: [features, width, height]; it is left out",
        "samples": "use agents: of the file; it is left out",
        "backend": "the library is that of the file; it is left out",
    },
    "synapse_pools": {
        **dict.fromkeys(("period", "period offset"), "a synapse pool is computed whenever its target is"),
        "init": "without the name of a parameter (init W_0_0) it has no effect in the original, and none here",
        "backend": "the library is that of the file; it is left out",
    },
    "plasticities": {
        "confidence_penalty": MEANT,
        "label_smoothing": MEANT,
        "uncertainty": NOT_THERE,
        "samples": "the original only compares it with agents, and it has no effect here",
        "backend": "the library is that of the file; it is left out",
    },
    "interfaces": {
        "auto_shm_write": NO_WINDOW,
        "screen_width": NO_WINDOW,
        "screen_height": NO_WINDOW,
        "processes": NO_WINDOW,
        "period": "the original runs an interface in each frame, whatever its period, and so does lpnb",
        "period offset": "the original runs an interface in each frame, whatever its period, and so does lpnb",
    },
}
"""Keys that are known and were of no effect, with what is said about each."""
