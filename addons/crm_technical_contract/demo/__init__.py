from . import contract_demo
